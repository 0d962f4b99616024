"""What people send about centres and providers."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from centres.models import Rating

CHOOSE_STARS = "Choose how many stars you give, from 1 to 5."


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
