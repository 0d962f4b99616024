"""The log-in library's forms in our words: labels above the fields, nothing inside them."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from allauth.account import forms as account
from allauth.account.fields import EmailField
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import User
from accounts.passwords import request_reset
from accounts.validators import validate_line
from accounts.words import PlainWords

PASSKEY_NAME_LENGTH = 60  # characters
NO_PASSKEY = "The passkey did not work. Try again."
# What a browser sends as a credential, as far as the library reads it without asking.
CREDENTIAL_TEXTS = {"id", "rawId", "type"}
# What the library lets through when the bytes of a credential are not what they should be.
UNREADABLE = (LookupError, TypeError, ValueError, struct.error, InvalidSignature)


class CredentialField(forms.JSONField):
    """What the browser sends for a passkey: the library takes its shape for granted."""

    default_error_messages = {"required": NO_PASSKEY, "invalid": NO_PASSKEY}
    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> None:
        """A refused credential is not shown again: each serves once."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as error:  # brackets in brackets in brackets
            raise ValidationError(NO_PASSKEY) from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if (
            not isinstance(value, dict)
            or not all(isinstance(value.get(key), str) for key in CREDENTIAL_TEXTS)
            or not isinstance(value.get("response"), dict)
            or not all(isinstance(text, str) for text in value["response"].values())
            or not isinstance(value.get("clientExtensionResults", {}), dict)
        ):
            raise ValidationError(NO_PASSKEY)


@contextmanager
def unreadable_is_refused() -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise ValidationError(NO_PASSKEY) from error


class PlainFields(PlainWords):
    """Our words around the fields, and no grey ones inside: they vanish when one needs them."""

    labels = {
        "login": "Email",
        "email": "Email",
        "password": "Password",
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password again",
        "code": "Code",
        "name": "Name",
        "passwordless": "Log in with this passkey alone, without a password",
    }
    hints = {
        "password1": "At least 10 characters. Avoid your name, and words that many people use.",
        "name": "So that you can tell your passkeys apart.",
        "passwordless": "Your device asks for your fingerprint, your face or its PIN instead.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            label = self.labels.get(name, "")
            field.label = label
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = f"Enter the {label.lower()}."


class LoginForm(PlainFields, account.LoginForm):
    """`login` and `password`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    def clean_email(self) -> str:
        """Any address will do. The library looks here for accounts that have it, and finds those
        too for which it waits to be confirmed: its owner may be anybody."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = str(self.cleaned_data["email"])
        request_reset(email)
        return email


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    pass


class AddEmailForm(PlainFields, account.AddEmailForm):
    labels = {"email": "New email"}
    email = EmailField(max_length=User._meta.get_field("email").max_length)

    def clean_email(self) -> str:
        user, email = cast(User, self.user), self.cleaned_data["email"].lower()
        if EmailAddress.objects.filter(user=user, email=email, verified=False).exists():
            raise ValidationError(
                "A mail is on its way to this address. Choose “Send the mail again” if none comes."
            )
        return str(super().clean_email())


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    pass


class AuthenticateForm(PlainFields, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(PlainFields, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(PlainFields, totp.ActivateTOTPForm):
    pass


class AddPasskeyForm(PlainFields, webauthn.AddWebAuthnForm):
    name = forms.CharField(
        max_length=PASSKEY_NAME_LENGTH, required=False, validators=[validate_line]
    )
    credential = CredentialField()

    def clean(self) -> Any:
        with unreadable_is_refused():
            return super().clean()


class RenamePasskeyForm(PlainFields, webauthn.EditWebAuthnForm):
    name = forms.CharField(max_length=PASSKEY_NAME_LENGTH, validators=[validate_line])


class UsePasskey:
    """The forms that take a passkey in place of a password or a code."""

    def clean_credential(self) -> Any:
        with unreadable_is_refused():
            return super().clean_credential()  # type: ignore[misc]


class LoginByPasskeyForm(UsePasskey, webauthn.LoginWebAuthnForm):
    credential = CredentialField()


class AuthenticateByPasskeyForm(UsePasskey, webauthn.AuthenticateWebAuthnForm):
    credential = CredentialField()

    @property
    def has_passkeys(self) -> bool:
        """Whether there is one to use."""
        return is_mfa_enabled(self.user, [Authenticator.Type.WEBAUTHN])


class ReauthenticateByPasskeyForm(UsePasskey, webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField()
