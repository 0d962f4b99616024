"""What the admin's pages of people keep of their accounts."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect

from accounts.models import User
from accounts.services import set_active

LABELS = {"is_active": "Account is open"}
HOW_TO_LOOK_FOR = (
    "the beginning of a first name or of a surname, and of other words of the name; or a whole "
    "email or phone number."
)
HELP = {
    "is_active": "Untick this when somebody leaves. They are logged out everywhere and cannot log "
    "in. What is booked stays booked."
}


def account_fields(*names: str) -> dict[str, forms.Field]:
    """Form fields of an account."""
    return forms.fields_for_model(User, names, labels=LABELS, help_texts=HELP)


def save_changed(user: User, form: Any, *names: str) -> None:
    """Save of the account those of `names` that were typed anew, and leave the rest to whoever
    changes it."""
    changed = [name for name in names if name in form.changed_data]
    if "is_active" in changed:
        changed.remove("is_active")
        set_active(user, form.cleaned_data["is_active"])
    for name in changed:
        setattr(user, name, form.cleaned_data[name])
    user.save(update_fields=changed)


class KnownChoice(AutocompleteSelect):
    """Django's fails on a value that is no id, from a query string or from a post. And a box in
    which nothing is chosen says nothing there."""

    @property
    def media(self) -> Any:
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "named-choices.js"])

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-placeholder": "Type a name"}

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        ids = [text for text in value if re.fullmatch("[0-9]{1,18}", str(text))]
        return super().optgroups(name, ids, attrs)
