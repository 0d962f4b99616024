"""Where the log-in library's choices are ours: no sign-up, mail through the queue, our words."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.urls import reverse

from accounts import mail
from accounts.models import User

WRONG_CODE = "This code is wrong, or too old."


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": "This is your email already.",
        "email_password_mismatch": "The email or the password is wrong.",
        "incorrect_code": WRONG_CODE,
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This password is wrong.",
        "too_many_login_attempts": (
            f"Too many tries. Wait {settings.LOGIN_LOCK_MINUTES} minutes, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def is_safe_url(self, url: str) -> bool:
        """As the library says; and an address that nobody can read leads nowhere."""
        try:
            return super().is_safe_url(url)
        except ValueError:  # "http://[": half of an IPv6 address
            return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Refuse an address that another account has, confirmed or not."""
        others = User.objects.exclude(pk=email_address.user_id)
        if others.filter(email=email_address.email).exists():
            self.add_message(
                request, messages.ERROR, "account/messages/email_confirmation_failed.txt"
            )
            return False
        return super().confirm_email(request, email_address)

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmation
    ) -> str:
        """At `SITE_URL`. A link in a mail must not lead to whatever host the request that caused
        the mail has named."""
        url = super().get_email_confirmation_url(request, emailconfirmation)
        return f"{settings.SITE_URL}{urlsplit(url).path}"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The address alone. The library adds the request's `Host`, whose port the guesser
        chooses, and so gives each port five more tries."""
        return str(credentials.get("email", "")).strip().lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue what the library would send in the request, where a slow or dead mail server
        would fail the page."""
        context = {"email": email, "site_url": settings.SITE_URL, **context}
        message = self.render_mail(template_prefix, email, context)
        html = ""
        if isinstance(message, EmailMultiAlternatives) and message.alternatives:
            html = str(message.alternatives[0][0])
        mail.queue(to=email, subject=str(message.subject), text=str(message.body), html=html)
