"""What the desk sends: for whom, how long, why an appointment is cancelled, and for which days it
asks."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from accounts.forms import DetailsForm, MedicareForm
from accounts.models import Patient, User
from accounts.validators import clean_medicare_number
from accounts.words import PlainWords
from appointments.forms import lengths
from appointments.models import Appointment
from centres.clock import length_in_words
from centres.validators import SLOT, SLOT_MINUTES, YEARS
from records.desk import Newcomer

FOUND_FOR = 30 * 60  # seconds for which the desk may book for whom it has found
SALT = "appointments.desk.found"
LONGEST_PERIOD = 366  # days of an overview
HERE_ARE_WEEKS = "Here are the last 12 weeks."
FIND_AGAIN = "Find the patient again: too much time has passed."


def pass_for(patient: Patient, desk: User) -> str:
    """What the page keeps of a patient whom this member of staff has found. An id alone would let
    anybody at a desk book for whoever they have the id of."""
    return signing.dumps([str(patient.pk), desk.pk], salt=SALT)


class TimeForm(PlainWords, forms.Form):
    """How long, from the half hour `start`."""

    length = forms.TypedChoiceField(
        choices=lambda: [(minutes, length_in_words(minutes)) for minutes in lengths()],
        coerce=int,
    )

    def __init__(self, data: Any = None, *, start: datetime) -> None:
        super().__init__(data)
        self.start = start

    def starts(self) -> list[datetime]:
        """The half hours of the visit."""
        return [self.start + n * SLOT for n in range(self.cleaned_data["length"] // SLOT_MINUTES)]


class FindForm(PlainWords, forms.Form):
    """Whom the desk has on the phone."""

    who = forms.CharField(
        label="Name, email, phone or Medicare number",
        max_length=100,
        help_text="The first letters of a first name or a surname, or of both, find patients of "
        "your centres. Anybody else is found by the exact email, phone or Medicare number, and "
        "reads that you looked.",
        error_messages={"required": "Enter a name, an email, a phone or a Medicare number."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "size": 40}),
    )


class PatientField(forms.CharField):
    """A pass of `pass_for`, which gives the patient."""

    def __init__(self, desk: User) -> None:
        super().__init__(error_messages={"required": "Choose the patient."})
        self.desk = desk

    def clean(self, value: Any) -> Patient:
        text = super().clean(value)
        try:
            pk, desk = signing.loads(text, salt=SALT, max_age=FOUND_FOR)
        except (signing.BadSignature, ValueError) as error:
            raise ValidationError(FIND_AGAIN) from error
        patient = Patient.objects.filter(pk=UUID(pk), user__is_active=True).first()
        if patient is None or desk != self.desk.pk:
            raise ValidationError(FIND_AGAIN)
        return patient


class ForPatientForm(TimeForm):
    """A booking for somebody who was found."""

    def __init__(self, data: Any = None, *, start: datetime, desk: User) -> None:
        super().__init__(data, start=start)
        self.fields["patient"] = PatientField(desk)


class NewcomerForm(TimeForm):
    """A booking for somebody without an account, which is made with it. `told` is what was looked
    for in vain."""

    full_name = forms.CharField(max_length=150, error_messages={"required": "Enter the full name."})
    email = forms.EmailField(error_messages={"required": "Enter the email."})
    phone = DetailsForm.base_fields["phone"]
    medicare_number = MedicareForm.base_fields["medicare_number"]
    field_order = ("full_name", "email", "phone", "medicare_number", "length")

    def __init__(self, data: Any = None, *, start: datetime, told: str = "") -> None:
        super().__init__(data, start=start)
        if told:
            self.initial[self._field_of(told)] = told
        for field in self.fields.values():  # a browser would offer what is the desk's own
            field.widget.attrs["autocomplete"] = "off"

    def _field_of(self, told: str) -> str:
        if "@" in told:
            return "email"
        try:
            clean_medicare_number(told)
        except ValidationError:
            return "full_name" if any(letter.isalpha() for letter in told) else "phone"
        return "medicare_number"

    @property
    def is_email_taken(self) -> bool:
        """Whether somebody has an account with it, who can be found."""
        return self.has_error("email", "unique")

    def clean_medicare_number(self) -> str:
        text: str = self.cleaned_data["medicare_number"]
        return clean_medicare_number(text) if text else ""

    def newcomer(self) -> Newcomer:
        names = ("full_name", "email", "phone", "medicare_number")
        return Newcomer(**{name: self.cleaned_data[name] for name in names})


class PeriodForm(forms.Form):
    """From which day to which the overview of a centre tells."""

    first = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    last = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Raises `ValidationError` for days that are none, and for more of them than a year has."""
        values = {name: self.cleaned_data.get(name) for name in ("first", "last")}
        first, last = values["first"], values["last"]
        if self.errors or (first is None) != (last is None):
            raise ValidationError(f"Choose the first and the last day. {HERE_ARE_WEEKS}")
        if first and last:
            if first.year not in YEARS or last.year not in YEARS:
                raise ValidationError(
                    f"Choose years from {YEARS.start} to {YEARS.stop - 1}. {HERE_ARE_WEEKS}"
                )
            if last < first:
                raise ValidationError(
                    f"The last day lies before the first. Change one of them. {HERE_ARE_WEEKS}"
                )
            if (last - first).days >= LONGEST_PERIOD:
                raise ValidationError(f"Choose at most {LONGEST_PERIOD} days. {HERE_ARE_WEEKS}")
        return values

    def period(self) -> tuple[date, date]:
        """The first and the last day; of the last twelve weeks unless both are known."""
        if self.is_valid() and self.cleaned_data["first"]:
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return self.last_weeks()

    def last_weeks(self) -> tuple[date, date]:
        """The twelve whole weeks before this one."""
        monday = self.today - timedelta(days=self.today.weekday())
        return monday - timedelta(weeks=12), monday - timedelta(days=1)


class CancelForm(forms.Form):
    """Why the desk cancels; the patient is mailed it."""

    because = forms.ChoiceField(
        label="Why?",
        choices=Appointment.Cancellation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why."},
    )


class MarkForm(forms.Form):
    """What the desk says of a visit."""

    status = forms.ChoiceField(
        choices=[
            (status, status.label)
            for status in (
                Appointment.Status.ARRIVED,
                Appointment.Status.NO_SHOW,
                Appointment.Status.BOOKED,
            )
        ]
    )
