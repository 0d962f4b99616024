"""What a provider writes in a consultation: an entry, rows of medication, a letter."""

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.choices import CallableChoiceIterator

from accounts.models import Provider
from accounts.validators import validate_lines
from accounts.words import PlainWords
from appointments.forms import LinesField
from appointments.models import Appointment
from records.entries import Entry
from records.exceptions import NothingWritten
from records.models import LONGEST_ENTRY, MOST_REPEATS, HistoryEntry, Prescription
from referrals.models import LONGEST_LETTER, Referral
from referrals.specialists import Specialist, few_specialists, specialist_of, specialists_like

MOST_ROWS = 20  # of medication in one entry
LONGEST_SEARCH = 100  # characters, of a name or an expertise
MOST_NUMBERED = 100  # rows on a page, where taking one out leaves a gap
IN_WORDS = ("medication", "dose", "directions")
IN_ROWS = (*IN_WORDS, "repeats")
CHOOSE_TERM = "Choose how long the letter can be used."
NOT_AMENDABLE = (
    "You can amend only your own entries about this patient, and each once. Choose one of these."
)


class LongText(LinesField):
    """Text of at most `max_length` characters; a longer one is refused with its count."""

    def __init__(self, *, rows: int, missing: str, **options: Any) -> None:
        too_long = "Write at most %(limit_value)d characters. These are %(show_value)d."
        super().__init__(
            validators=[validate_lines],
            widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
            error_messages={"required": missing, "max_length": too_long},
            **options,
        )


class EntryForm(forms.Form):
    """The entry itself. With `may_be_empty` the service says whether something must stand in it: a
    letter alone may follow later."""

    use_required_attribute = False

    text = LongText(
        label="What happened in this consultation",
        rows=10,
        max_length=LONGEST_ENTRY,
        missing=NothingWritten.sentence,
        help_text="It is final once saved. The patient can read it.",
    )
    amends = forms.ModelChoiceField(
        HistoryEntry.objects.none(),
        required=False,
        label="Does it correct an earlier entry of yours?",
        empty_label="No",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": NOT_AMENDABLE},
    )

    def __init__(
        self,
        *args: Any,
        appointment: Appointment,
        may_be_empty: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not may_be_empty
        if self.data.get("amends"):
            field: Any = self.fields["amends"]
            about = HistoryEntry.objects.filter(patient=appointment.patient)
            # What is amended already is for the service to refuse: the first of two presses did it.
            field.queryset = about.written_by(appointment.provider.user)

    def offer(self, entries: Iterable[HistoryEntry | Entry]) -> None:
        """List entries that may be amended."""
        field: Any = self.fields["amends"]
        labels = [(entry.pk, entry.title) for entry in entries]
        field.widget.choices = [("", field.empty_label), *labels]


class LineField(forms.CharField):
    """A line of a prescription, of what its model takes."""

    def __init__(self, name: str, *, missing: str) -> None:
        super().__init__(error_messages={"required": missing})
        column: Any = Prescription._meta.get_field(name)
        self.validators = column.validators


class PrescriptionForm(PlainWords, forms.Form):
    """A row. One without a word in it is no prescription."""

    medication = LineField("medication", missing="Enter the medication.")
    dose = LineField("dose", missing="Enter the dose, like 500 mg.")
    directions = LineField("directions", missing="Enter the directions, like one tablet daily.")
    repeats = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_REPEATS,
        error_messages={
            "invalid": "Enter the repeats as a number.",
            "min_value": "Enter 0 or more repeats.",
            "max_value": "A prescription has at most %(limit_value)d repeats.",
        },
    )

    def has_changed(self) -> bool:
        return any((self[name].value() or "").strip() for name in IN_WORDS)

    def clean_repeats(self) -> int:
        return self.cleaned_data["repeats"] or 0


class Rows(forms.BaseFormSet[PrescriptionForm]):
    """The rows of medication of one entry, numbered from 0; some may be missing."""

    form = PrescriptionForm
    extra = 1
    min_num = 0
    max_num = absolute_max = MOST_NUMBERED
    validate_min = validate_max = can_order = can_delete = can_delete_extra = False
    renderer = None

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        self.told = count_told(data) if data is not None else 0
        if data is not None:
            data = data.copy()
            data["rx-TOTAL_FORMS"] = str(count_of(data))
            data["rx-INITIAL_FORMS"] = "0"  # each may be left empty
        super().__init__(data, prefix="rx", **options)

    def clean(self) -> None:
        is_cut = self.told > MOST_NUMBERED
        if is_cut or sum(row.has_changed() for row in self) > MOST_ROWS:
            raise ValidationError(f"Write at most {MOST_ROWS} medications in one entry.")

    def written(self) -> list[Prescription]:
        """Unsaved prescriptions, of rows that are valid."""
        valid = (row for row in self if row.has_changed() and row.is_valid())
        return [Prescription(**row.cleaned_data) for row in valid]


@cache
def empty_row() -> list[forms.BoundField]:
    """The fields of the row that a browser adds; the script knows the number."""
    return [*Rows().empty_form]


def count_told(data: QueryDict) -> int:
    """How many rows a form says that it sent; 0 when it says nothing of it, or nonsense."""
    told = data.get("rx-TOTAL_FORMS", "")
    is_number = told.isdecimal() and len(told) < 6  # digits
    return int(told) if is_number else 0


def count_of(data: QueryDict) -> int:
    """How many rows are looked at; of more than that nothing is saved."""
    return min(count_told(data), MOST_NUMBERED)


def rows_as_sent(data: QueryDict) -> list[dict[str, str]]:
    """What stood in each row, whatever it was."""
    return [
        {name: data.get(f"rx-{n}-{name}", "") for name in IN_ROWS} for n in range(count_of(data))
    ]


class LetterForm(forms.Form):
    """A letter of referral. `given` is the text that the page proposed: one that still reads so
    was not written by anybody. With `may_be_empty` none is meant to be sent."""

    use_required_attribute = False

    find = forms.CharField(
        required=False,
        max_length=LONGEST_SEARCH,
        label="Find a specialist",
        help_text="A name or an expertise, like cardiology.",
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "off",
                "data-narrows": "id_specialist",
            }
        ),
    )
    specialist = forms.ModelChoiceField(
        Provider.objects.with_names(),
        label="Specialist",
        widget=forms.Select(attrs={"class": "form-select"}),
        empty_label="Choose a specialist",
        error_messages={
            "required": "Choose a specialist.",
            "invalid_choice": "Choose a specialist of the list.",
        },
    )
    term = forms.ChoiceField(
        label="How long it can be used",
        choices=Referral.Term.choices,
        initial=Referral.Term.MONTHS_12,
        help_text="From the first visit to the specialist.",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages=dict.fromkeys(["required", "invalid_choice"], CHOOSE_TERM),
    )
    letter = LongText(
        label="Letter", rows=14, max_length=LONGEST_LETTER, missing="Write the letter."
    )
    given = LinesField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_be_empty: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("specialist", "letter"):
            self.fields[name].required = not may_be_empty
        field: Any = self.fields["specialist"]
        # Asked when it is drawn: who saves an entry alone looks for no specialist.
        field.widget.choices = CallableChoiceIterator(
            lambda: [("", field.empty_label), *self._by_expertise()]
        )

    @property
    def words(self) -> str:
        """What specialists are looked for by."""
        words = str(self["find"].value() or "")[:LONGEST_SEARCH].strip()
        return "" if "\0" in words else words

    @cached_property
    def found(self) -> list[Specialist]:
        """Those who are listed: all of them where they are few, else who fits the words."""
        return specialists_like(self.words) if self.words else few_specialists()

    @property
    def are_all_shown(self) -> bool:
        return bool(self.found) and not self.words

    def _by_expertise(self) -> Iterator[tuple[str, list[tuple[Any, str]]]]:
        """Those found, with the one who is chosen though the search no longer finds them."""
        listed = self.found
        groups: dict[str, list[tuple[Any, str]]] = {}
        chosen = str(self["specialist"].value() or "")
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:  # digits of a key
            listed = [*(one for one in specialist_of(int(chosen)) if one not in listed), *listed]
        for pk, name, service in listed:
            groups.setdefault(service, []).append((pk, name))
        yield from sorted(groups.items())

    @property
    def is_written(self) -> bool:
        """Whether somebody changed the letter that was proposed."""
        text, given = (
            self.fields[name].to_python(self[name].value()) for name in ("letter", "given")
        )
        return bool(text) and text != given
