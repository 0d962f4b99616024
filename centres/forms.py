"""What people send about centres and providers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from centres.holidays import Holiday
from centres.models import Rating
from centres.validators import YEARS

CHOOSE_STARS = "Choose how many stars you give, from 1 to 5."
CHOOSE_DAYS = "Tick the days on which the centre closes."
NOT_A_HOLIDAY = "One of the days is over, or is no holiday of this year. Choose again."
NOT_A_YEAR = "This link does not name a year that we know. Here is this year."


class OneAnswer(forms.RadioSelect):
    """Radios. A browser sends one answer of them; of several, none counts."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        answers = data.getlist(name) if isinstance(data, QueryDict) else [data.get(name)]
        return answers[0] if len(answers) == 1 else None


class RatingForm(forms.Form):
    """Stars; no text, which Australian advertising law forbids."""

    stars = forms.TypedChoiceField(
        label="How many stars do you give?",
        help_text="Others see the average, and not who gave which stars.",
        choices=[(stars.value, f"{stars.value} {stars.label}") for stars in Rating.Stars],
        coerce=int,
        widget=OneAnswer,
        error_messages={"required": CHOOSE_STARS, "invalid_choice": CHOOSE_STARS},
    )


class YearForm(forms.Form):
    """Of which year the holidays are shown."""

    year = forms.IntegerField(
        required=False,
        min_value=YEARS.start,
        max_value=YEARS.stop - 1,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], NOT_A_YEAR),
    )


class HolidaysForm(forms.Form):
    """On which of the `offered` holidays a centre closes; `days` become holidays."""

    days = forms.MultipleChoiceField(
        error_messages={"required": CHOOSE_DAYS, "invalid_choice": NOT_A_HOLIDAY}
    )

    def __init__(self, sent: Mapping[str, Any] | None, *, offered: Sequence[Holiday]) -> None:
        super().__init__(sent)
        self.offered = {holiday.day.isoformat(): holiday for holiday in offered}
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (day, holiday.name) for day, holiday in self.offered.items()
        ]

    def clean_days(self) -> list[Holiday]:
        chosen = self.cleaned_data["days"]
        return [holiday for day, holiday in self.offered.items() if day in chosen]
