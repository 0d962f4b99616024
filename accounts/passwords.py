"""Passwords: how long one may be, and the link by which who forgot theirs chooses a new one."""

import secrets

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_tasks import task

from accounts.models import User

LONGEST_PASSWORD = 128  # characters: the time that hashing takes grows with them
NOBODY = 0


class LongestPasswordValidator:
    """One of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises `ValidationError` for more than LONGEST_PASSWORD characters."""
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(f"Use at most {LONGEST_PASSWORD} characters.")

    def get_help_text(self) -> str:
        return f"At most {LONGEST_PASSWORD} characters."


def unusable_password() -> str:
    """What `User.set_unusable_password` stores, with a suffix as long and as hard to guess. Django
    asks the system forty times for it, which takes as long as to make the whole account."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_hex(UNUSABLE_PASSWORD_SUFFIX_LENGTH // 2)


def request_reset(email: str) -> None:
    """Queue a mail with a reset link to the account that logs in with this address.

    All but one look-up is left to the worker, and is queued for an unknown address too: how long
    the answer takes tells nobody who has an account.
    """
    pk = User.objects.filter(email=email.lower()).values_list("pk", flat=True).first()
    mail_reset_link.enqueue(pk or NOBODY)


@task()
def mail_reset_link(user_id: int) -> None:
    """Queue the mail, unless the account is closed or there is none. The link works for
    PASSWORD_RESET_TIMEOUT seconds, once."""
    _mail_link(user_id, "account/email/password_reset_key")


@task()
def mail_first_link(user_id: int) -> None:
    """Queue the mail that an account was made, with a link to choose its first password; it works
    as long as that of `mail_reset_link`."""
    _mail_link(user_id, "account/email/account_made")


def _mail_link(user_id: int, template: str) -> None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    get_adapter().send_mail(
        template,
        user.email,
        {"password_reset_url": f"{settings.SITE_URL}{path}"},
    )
