"""Mail: queued in the transaction that causes it, sent by the worker, retried for a day."""

import logging
import smtplib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.dispatch import Signal
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from accounts.models import OutgoingMail

logger = logging.getLogger(__name__)

# Minutes between tries: quick at first, then hourly, in all a day (RFC 5321, 4.5.4.1).
RETRY_MINUTES = (1, 2, 5, 10, 30, *[60] * 23)

# Sent with `mail_id` and `sent` once a mail has left or was given up, in the transaction that
# deletes it: whoever queued the mail may keep that it went.
settled = Signal()


def queue(*, to: str, subject: str, text: str, html: str = "") -> OutgoingMail:
    """Store a mail and queue its sending. A rollback takes both along."""
    with transaction.atomic(savepoint=False):
        mail = OutgoingMail.objects.create(to=to, subject=subject, text=text, html=html)
        deliver.enqueue(str(mail.pk))
    return mail


def queue_template(*, to: str, template: str, context: dict[str, Any]) -> OutgoingMail:
    """Queue the mail of `<template>_subject.txt`, `<template>.txt` and `<template>.html`."""
    context = {"site_url": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    return queue(
        to=to,
        subject=subject,
        text=render_to_string(f"{template}.txt", context),
        html=render_to_string(f"{template}.html", context),
    )


@task()
def deliver(mail_id: str, tries: int = 0) -> None:
    """Send a queued mail and delete it; when the mail server fails, queue another try. After a
    day the mail is given up and deleted too: what it says is old, and its links have ended.

    The Message-ID is the mail's id, so a repeat after a killed worker is known as one.
    """
    mail = OutgoingMail.objects.filter(pk=mail_id).first()
    if mail is None:  # sent by a try whose worker was killed before it could say so
        return
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        headers={"Message-ID": f"<{mail.pk}@{settings.SITE_HOST}>"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.message()
    except ValueError as fault:  # an address that no header can hold
        _give_up(mail, tries, fault)
        return
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as fault:
        if tries >= len(RETRY_MINUTES):
            _give_up(mail, tries, fault)
            return
        wait = timedelta(minutes=RETRY_MINUTES[tries])
        deliver.using(run_after=timezone.now() + wait).enqueue(mail_id, tries + 1)
    else:
        _settle(mail, sent=True)


def _give_up(mail: OutgoingMail, tries: int, fault: Exception) -> None:
    name = type(fault).__name__  # its own words may hold the address
    logger.error("gave up on mail %s after %d tries: %s", mail.pk, tries + 1, name)
    _settle(mail, sent=False)


def _settle(mail: OutgoingMail, *, sent: bool) -> None:
    with transaction.atomic():
        settled.send(sender=OutgoingMail, mail_id=mail.pk, sent=sent)
        mail.delete()
