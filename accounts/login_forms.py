"""The log-in library's forms in our words: labels above the fields, nothing inside them."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

PASSKEY_NAME_LENGTH = 60  # characters
# What a browser sends as a credential, as far as the library reads it without asking.
CREDENTIAL_TEXTS = {"id", "rawId", "type"}


def check_credential(value: object) -> None:
    """Raises `ValidationError` unless `value` has the shape of a browser's credential; the
    library takes that for granted before it checks the signature."""
    if (
        not isinstance(value, dict)
        or not all(isinstance(value.get(key), str) for key in CREDENTIAL_TEXTS)
        or not isinstance(value.get("response"), dict)
        or not all(
            isinstance(text, str) for key, text in value["response"].items() if key != "transports"
        )
        or not isinstance(value.get("clientExtensionResults", {}), dict)
    ):
        raise ValidationError("The passkey did not work. Try again.")


class PlainFields:
    """Takes the grey words out of the fields: they vanish when one needs them."""

    labels: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
        if "credential" in fields:
            fields["credential"].validators.append(check_credential)


class LoginForm(PlainFields, account.LoginForm):
    labels = {"login": "Email"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["password"].help_text = ""  # the page has the link to the reset


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password again"}


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    labels = {
        "oldpassword": "Password now",
        "password1": "New password",
        "password2": "New password again",
    }


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    labels = {"password1": "New password", "password2": "New password again"}


class AddEmailForm(PlainFields, account.AddEmailForm):
    labels = {"email": "New email"}


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    pass


class CodeForm(PlainFields):
    labels = {"code": "Code"}


class AuthenticateForm(CodeForm, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(CodeForm, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(CodeForm, totp.ActivateTOTPForm):
    pass


class AddPasskeyForm(PlainFields, webauthn.AddWebAuthnForm):
    labels = {"name": "Name", "passwordless": "Log in with this passkey alone, without a password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            max_length=PASSKEY_NAME_LENGTH,
            required=False,
            initial=self.fields["name"].initial,
            help_text="So that you can tell your passkeys apart.",
        )
        self.fields[
            "passwordless"
        ].help_text = "Your device asks for your fingerprint, your face or its PIN instead."


class RenamePasskeyForm(PlainFields, webauthn.EditWebAuthnForm):
    name = forms.CharField(max_length=PASSKEY_NAME_LENGTH)


class LoginByPasskeyForm(PlainFields, webauthn.LoginWebAuthnForm):
    pass


class AuthenticateByPasskeyForm(PlainFields, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticateByPasskeyForm(PlainFields, webauthn.ReauthenticateWebAuthnForm):
    pass
