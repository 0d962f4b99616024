"""What people send about appointments: times, a reason, and which week or day to show."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from accounts.validators import validate_lines
from appointments.models import Appointment
from centres.forms import OneAnswer
from centres.validators import SLOT_MINUTES, YEARS
from referrals.models import Referral

MOST_VALUES = 20  # a booking has at most 4; more is no slip of a browser
# A link whose `+` was not escaped arrives with a space in front of its offset.
INSTANT = re.compile(r"[0-9-]{10}T[0-9:]{5,8}(Z|[ +-][0-9]{2}:[0-9]{2})")

NOT_A_TIME = "This link does not name a time that we know. Choose one of the free times."
NOT_A_WEEK = "This link does not name a week that we know. Here is this week."
WEEK_IS_OVER = "That week is over. Here is this week."
NOT_A_LENGTH = "This link does not name a length that we know. Choose one of these."
CHOOSE_REFERRAL = "Choose the referral that this visit is for."
NOT_A_DAY = "This link does not name a day that we know. Here is today."


def monday_of(day: date) -> date:
    """The first day of the week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def lengths() -> list[int]:
    """The lengths that an appointment may have, in minutes."""
    return [n * SLOT_MINUTES for n in range(1, settings.MEDISOFT_MAX_SLOTS + 1)]


class SlotsField(forms.Field):
    """The half hours of an appointment: ISO 8601 instants with an offset, the value repeated for
    each. Gives aware UTC starts, in order; whether they can be booked is for the rules to say."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": "Choose a time.", "invalid": NOT_A_TIME}

    def to_python(self, value: Sequence[str] | None) -> list[datetime]:
        texts = value or []
        if len(texts) > MOST_VALUES:
            raise ValidationError(NOT_A_TIME, code="invalid")
        return sorted(self._instant(text) for text in texts)

    def _instant(self, text: str) -> datetime:
        if INSTANT.fullmatch(text) is None:
            raise ValidationError(NOT_A_TIME, code="invalid")
        try:
            instant = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError as error:
            raise ValidationError(NOT_A_TIME, code="invalid") from error
        if instant.year not in YEARS:
            raise ValidationError(NOT_A_TIME, code="invalid")
        return instant.astimezone(UTC)


class LinesField(forms.CharField):
    """A few lines; a line break counts as one character, as in the browser; a tab as a space."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [  # validate_lines says it
            check
            for check in self.validators
            if not isinstance(check, ProhibitNullCharactersValidator)
        ]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A counter in the place of `maxlength`, by which a browser cuts what is pasted and does
        not say so."""
        attrs = super().widget_attrs(widget)
        if "maxlength" in attrs:
            attrs["data-most"] = attrs.pop("maxlength")
        return attrs

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\t", " ")


class MoveForm(forms.Form):
    """The new time of an appointment."""

    slots = SlotsField()


class ReferralField(forms.ChoiceField):
    """Which of a patient's letters; the first of them while none is chosen."""

    def __init__(self, letters: Sequence[Referral]) -> None:
        self.letters = {str(letter.pk): letter for letter in letters}
        super().__init__(
            label="Which referral is it for?",
            required=False,
            choices=[(pk, _in_words(letter)) for pk, letter in self.letters.items()],
            widget=OneAnswer,
            error_messages={"invalid_choice": CHOOSE_REFERRAL},
        )

    def clean(self, value: Any) -> Referral:
        pk = super().clean(value) or next(iter(self.letters))
        return self.letters[pk]

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data or next(iter(self.letters))


def _in_words(letter: Referral) -> str:
    until = letter.until
    ends = f"until {until.day} {until:%B %Y}" if until else "without an end date"
    return f"From {letter.referrer}, {ends}"


class BookForm(forms.Form):
    """A time, what the visit is about, and the referral where the provider needs one: any of
    `letters` that covers the day in `zone`, or of all when none does, so that the rules say why."""

    slots = SlotsField()
    reason = LinesField(
        label="Reason for your visit",
        required=False,
        max_length=Appointment._meta.get_field("reason").max_length,
        validators=[validate_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only you and your provider can read it. Up to 200 characters.",
        error_messages={
            "max_length": "Write at most %(limit_value)d characters. These are %(show_value)d.",
        },
    )

    def __init__(
        self, data: Mapping[str, Any], *, zone: ZoneInfo, letters: Sequence[Referral] = ()
    ) -> None:
        super().__init__(data)
        self.zone = zone
        self.letters = letters
        if letters:
            self.fields["referral"] = ReferralField(letters)

    def clean_slots(self) -> list[datetime]:
        """Leaves only the letters that cover the day."""
        starts: list[datetime] = self.cleaned_data["slots"]
        day = starts[0].astimezone(self.zone).date()
        covering = [letter for letter in self.letters if letter.covers(day)]
        if covering:
            self.letters = covering
            self.fields["referral"] = ReferralField(covering)
        return starts


class PickerForm(forms.Form):
    """Which week the picker shows (any date of it will do) and how long the visit is (minutes).
    A value that fails is left out of `cleaned_data`, and its error says what is shown instead."""

    week = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": NOT_A_WEEK}
    )
    length = forms.TypedChoiceField(
        required=False,
        choices=lambda: [(minutes, minutes) for minutes in lengths()],
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": NOT_A_LENGTH},
    )

    def __init__(self, query: Mapping[str, Any], *, today: date, last_day: date) -> None:
        super().__init__(query)
        self.today = today
        self.last_day = last_day

    def clean_week(self) -> date | None:
        """The Monday of the week."""
        day: date | None = self.cleaned_data["week"]
        if day is None:
            return None
        if day.year not in YEARS:
            raise ValidationError(NOT_A_WEEK)
        if day < monday_of(self.today):
            raise ValidationError(WEEK_IS_OVER)
        if monday_of(day) > self.last_day:
            days = settings.MEDISOFT_BOOKING_HORIZON_DAYS
            raise ValidationError(f"You can book up to {days} days ahead. Here is this week.")
        return monday_of(day)


class DayForm(forms.Form):
    """Which day, or the week around which day, a provider looks at."""

    day = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": NOT_A_DAY}
    )

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day is not None and day.year not in YEARS:
            raise ValidationError(NOT_A_DAY)
        return day
