"""What can be typed and chosen on the search page."""

import django_filters
from django import forms
from django.core.validators import MaxLengthValidator

from accounts.words import REFUSALS
from centres.models import SearchDocument
from centres.search import text
from centres.search.query import Found, Term, find, terms_of
from centres.search.vocabulary import Vocabulary

MAX_WORDS = 10  # of all fields together: each costs a look through every word of the index
MAX_LENGTH = 100  # characters

KINDS = [("centre", "Centres"), ("provider", "Providers")]
TYPED = ("q", "suburb", "service", "expertise")


class SearchForm(forms.Form):
    def clean(self) -> None:
        typed = [self.cleaned_data.get(name, "") for name in TYPED]
        for name, phrase in zip(TYPED, typed, strict=True):
            if phrase and not text.typed_words(phrase):
                self.add_error(name, "Use letters or numbers.")
        if sum(len(text.typed_words(phrase)) for phrase in typed) > MAX_WORDS:
            self.add_error("q", f"Search for at most {MAX_WORDS} words.")


def typed_text(label: str, hint: str = "", **attrs: str) -> django_filters.CharFilter:
    """A filter that is near-matched, word by word."""
    return django_filters.CharFilter(
        label=label,
        help_text=hint,
        validators=[MaxLengthValidator(MAX_LENGTH, f"Use at most {MAX_LENGTH} characters.")],
        error_messages=REFUSALS,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attrs}),
    )


class SearchFilter(django_filters.FilterSet):
    """`q` looks into every field, the others into their own. Ask `is_valid` before `find`."""

    q = typed_text("Name, suburb or service", type="search")
    kind = django_filters.ChoiceFilter(
        label="Centres or providers",
        help_text="Show only one kind",
        choices=KINDS,
        empty_label="Both",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "Choose centres, providers or both."},
    )
    suburb = typed_text("Suburb", "Such as Randwick")
    service = typed_text("Service", "Such as GP, pharmacist or cardiology")
    expertise = typed_text("Expertise", "What a specialist treats, such as cardiology")

    class Meta:
        model = SearchDocument
        fields: list[str] = []
        form = SearchForm

    @property
    def kind_chosen(self) -> str:
        return str(self.form.cleaned_data["kind"])

    def terms(self, vocabulary: Vocabulary) -> list[Term]:
        """The typed words with what they may mean."""
        return terms_of(self.form.cleaned_data, vocabulary)

    def narrowing(self) -> dict[str, str]:
        """The filters beside `q` that are used: their names with what was typed or chosen."""
        used = {name: self.form.cleaned_data[name] for name in ("kind", *TYPED[1:])}
        return {name: value for name, value in used.items() if value}

    def find(self, terms: list[Term]) -> Found:
        """The best matches, in order. Two queries at most."""
        return find(terms, kind=self.kind_chosen)
