"""Where the log-in library's choices are ours: no sign-up, and mail through the queue."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest

from accounts import mail


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue what the library would send in the request: a slow or dead mail server neither
        fails the page nor tells a stranger, by its delay, which addresses have an account."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        html = ""
        if isinstance(message, EmailMultiAlternatives) and message.alternatives:
            html = str(message.alternatives[0][0])
        mail.queue(to=email, subject=message.subject, text=message.body, html=html)
