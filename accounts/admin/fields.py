"""What the admin's pages of people keep of their accounts."""

from typing import Any

from django import forms

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
