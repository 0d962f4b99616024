"""What can be typed and chosen on the search page."""

from typing import NamedTuple

from django import forms

from accounts.words import REFUSALS
from centres.search import text
from centres.search.query import Found, Term, find, terms_of
from centres.search.vocabulary import Vocabulary

MAX_WORDS = 10  # of all fields together: each costs a look through every word of the index
MAX_LENGTH = 100  # characters

KINDS = [("centre", "Centres"), ("provider", "Providers")]
TYPED = ("q", "suburb", "service", "expertise")


def typed_text(label: str, hint: str = "") -> forms.CharField:
    """A field that is near-matched, word by word."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=MAX_LENGTH,
        error_messages=REFUSALS,
    )


class Input(NamedTuple):
    """What the page writes of a field: a template finds things quicker in this than in Django's
    bound field, and widgets are slow to draw."""

    name: str
    label: str
    hint: str
    value: str
    problems: str


class SearchForm(forms.Form):
    """`q` looks into every field of the index, the filters beside it into their own. Ask `is_valid`
    before `find`."""

    q = typed_text("Name, suburb or service")
    kind = forms.ChoiceField(
        label="Centres or providers",
        help_text="Show only one kind",
        required=False,
        choices=[("", "Both"), *KINDS],
        error_messages={"invalid_choice": "Choose centres, providers or both."},
    )
    suburb = typed_text("Suburb", "Such as Randwick")
    service = typed_text("Service", "Such as GP, pharmacist or cardiology")
    expertise = typed_text("Expertise", "What a specialist treats, such as cardiology")

    def clean(self) -> None:
        typed = [self.cleaned_data.get(name, "") for name in TYPED]
        for name, phrase in zip(TYPED, typed, strict=True):
            if phrase and not text.typed_words(phrase):
                self.add_error(name, "Use letters or numbers.")
        if sum(len(text.typed_words(phrase)) for phrase in typed) > MAX_WORDS:
            self.add_error("q", f"Search for at most {MAX_WORDS} words.")

    def input(self, name: str) -> Input:
        field = self.fields[name]
        return Input(
            name=name,
            label=str(field.label),
            hint=str(field.help_text),
            value=self.data.get(name, ""),
            problems=" ".join(map(str, self.errors.get(name, []))),
        )

    @property
    def kind_chosen(self) -> str:
        return str(self.cleaned_data["kind"])

    def terms(self, vocabulary: Vocabulary) -> list[Term]:
        """The typed words with what they may mean."""
        return terms_of(self.cleaned_data, vocabulary)

    def narrowing(self) -> dict[str, str]:
        """The filters beside `q` that are used: their names with what was typed or chosen."""
        used = {name: self.cleaned_data[name] for name in ("kind", *TYPED[1:])}
        return {name: value for name, value in used.items() if value}

    def find(self, terms: list[Term]) -> Found:
        """The best matches, in order. Two queries at most."""
        return find(terms, kind=self.kind_chosen)
