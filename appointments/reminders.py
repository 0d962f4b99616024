"""Reminding patients of tomorrow's appointments."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from appointments import notices
from appointments.models import Appointment


def send_reminder(appointment: Appointment, *, now: datetime) -> bool:
    """Queue the mail, unless somebody has reminded the patient meanwhile or there is nothing left
    to remind of. The mark and the mail are written in one transaction, so that a run that is
    killed, or two at once, leave each patient with one mail. Returns whether it was queued."""
    with transaction.atomic():
        own = Appointment.objects.filter(pk=appointment.pk)
        own.select_for_update(no_key=True).get()  # before it is asked whether it is still due
        if not own.to_be_reminded_of(now).exists():
            return False
        own.update(reminded_for=F("day"))
        notices.reminder(Appointment.objects.with_names().without_reason().get(pk=appointment.pk))
    return True
