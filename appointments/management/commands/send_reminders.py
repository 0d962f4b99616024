"""`manage.py send_reminders`: a mail the day before."""

from typing import Any

from django.utils import timezone
from rich.console import Console
from rich.progress import track

from accounts.management.base import SiteCommand
from appointments.models import Appointment
from appointments.reminders import send_reminder


class Command(SiteCommand):
    help = (
        "Mail each patient who has an appointment tomorrow, by the clock of its centre. However "
        "often it runs, a patient gets one mail of an appointment, and another once it is moved. "
        "The worker sends the mails. Run it every hour. Example: manage.py send_reminders"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        due = list(Appointment.objects.to_be_reminded_of(now).only("pk").order_by("pk"))
        progress = track(
            due, "Reminding", console=Console(stderr=True), disable=not self.stderr.isatty()
        )
        queued = sum(send_reminder(appointment, now=now) for appointment in progress)
        self.stdout.write(f"Reminders queued: {queued}.")
