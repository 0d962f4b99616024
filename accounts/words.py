"""Django's refusals in our words, by the code of each."""

from collections.abc import Mapping

from django import forms

EMAIL = "Enter an email, like name@example.com."
REFUSALS = {
    "blank": "A value is missing here.",
    "invalid_choice": "Choose one of the answers.",
    "max_length": "Use at most %(limit_value)d characters.",
    "null_characters_not_allowed": "Take out the characters that cannot be seen.",
}


def speak_plainly(fields: Mapping[str, forms.Field]) -> None:
    """Let the fields of a form refuse in these words."""
    for field in fields.values():
        field.error_messages |= REFUSALS
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = EMAIL
