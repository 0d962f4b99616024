"""Recompute the digests of every history, and name the first entry of each that does not fit."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError
from django.db.models import QuerySet
from rich.console import Console
from rich.progress import Progress

from accounts.management.base import SiteCommand
from accounts.models import Patient
from records.chain import breaks

AT_ONCE = 200  # patients whose histories are read together


class Command(SiteCommand):
    help = (
        "Find changes that were made to histories behind the system's back. Prints a line for each "
        "patient whose history does not fit: the patient's id, the first entry that is wrong, and "
        "what is wrong with it. Prints no names and no clinical text, and changes nothing. "
        "Exit code 0 when all is well, else 1. "
        "Example: manage.py verify_history tony.marino@example.com"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "patients",
            nargs="*",
            metavar="PATIENT",
            help="The email or the id of a patient; all patients unless told.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        named = [find_patient(name).pk for name in options["patients"]]
        patients = Patient.objects.filter(pk__in=named) if named else Patient.objects.all()
        broken = 0
        with Progress(
            console=Console(stderr=True), transient=True, disable=not self.stderr.isatty()
        ) as progress:
            bar = progress.add_task("Verifying", total=(total := patients.count()))
            for several in in_parts(patients):
                for patient_id, number, entry_id, problem in breaks(several):
                    broken += 1
                    entry = f"entry {number} ({entry_id})" if entry_id else f"entry {number}"
                    self.stdout.write(f"Patient {patient_id}: {entry} {problem}.")
                progress.advance(bar, len(several))
        if broken:
            raise CommandError(f"Patients: {total}. Histories that do not fit: {broken}.")
        self.stdout.write(f"Patients: {total}. Every history is whole.")


def find_patient(name: str) -> Patient:
    """Raises `CommandError` for an email or an id that is no patient's."""
    patients = Patient.objects.all()
    try:
        patient = patients.filter(pk=UUID(name)).first()
    except ValueError:
        patient = patients.filter(user__email=name.strip().lower()).first()
    if patient is None:
        raise CommandError(f"There is no patient with the email or id “{name}”.")
    return patient


def in_parts(patients: QuerySet[Patient]) -> Iterator[list[UUID]]:
    """The ids of all, a part at a time; no cursor stays open between the parts, since a history
    that does not fit is read again while nobody writes to it."""
    ordered = patients.order_by("pk").values_list("pk", flat=True)
    part = list(ordered[:AT_ONCE])
    while part:
        yield part
        part = list(ordered.filter(pk__gt=part[-1])[:AT_ONCE])
