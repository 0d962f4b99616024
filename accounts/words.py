"""Django's refusals in our words, by the code of each."""

from typing import Any

from django import forms

EMAIL = "Enter an email, like name@example.com."
REFUSALS = {
    "blank": "A value is missing here.",
    "invalid_choice": "Choose one of the answers.",
    "max_length": "Use at most %(limit_value)d characters.",
    "null_characters_not_allowed": "Take out the characters that cannot be seen.",
}


class PlainWords:
    """A form whose fields refuse in these words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for field in fields.values():
            field.error_messages |= REFUSALS
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = EMAIL
