"""Say whether a provider may read a patient's history, and why."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management.base import SiteCommand
from accounts.models import Patient, User
from records.access import grounds_of, why_closed, why_open


class Command(SiteCommand):
    help = (
        "Say whether a provider may read a patient's history now: yes and because of which "
        "appointment, or no and why not. Reads nothing of the history, and is no line in its log. "
        "Exit code 0 for yes, 1 for no. "
        "Example: manage.py explain_access jack.okafor@example.org tony.marino@example.com"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("provider", metavar="PROVIDER", help="The email of the provider.")
        parser.add_argument("patient", metavar="PATIENT", help="The email of the patient.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["provider"].strip().lower()).first()
        if user is None:
            raise CommandError(f"No: there is no account with the email “{options['provider']}”.")
        email = options["patient"].strip().lower()
        patient = Patient.objects.filter(user__email=email).first()
        if patient is None:
            raise CommandError(f"No: there is no patient with the email “{options['patient']}”.")
        grounds = grounds_of(patient, user, timezone.now())
        if grounds is None:
            raise CommandError(f"No. {why_closed(patient, user)}")
        self.stdout.write(f"Yes, {why_open(grounds)} ({grounds.pk}).")
        if not user.is_active:
            self.stdout.write("But the provider's account is closed, so nobody logs in with it.")
