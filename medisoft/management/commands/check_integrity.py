"""Ask every stored row whether it keeps the rules, and name those that do not."""

from typing import Any

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import track

from accounts import integrity as accounts
from accounts.management.base import SiteCommand
from appointments import integrity as appointments
from centres import integrity as centres
from records import integrity as records
from referrals import integrity as referrals

CHECKS = [
    *accounts.CHECKS,
    *centres.CHECKS,
    *referrals.CHECKS,
    *appointments.CHECKS,
    *records.CHECKS,
]


class Command(SiteCommand):
    help = (
        "Check every rule that the stored data must keep. Prints a line a fault, with the model "
        "and the id of the row, and changes nothing. Exit code 0 when all is well, else 1. "
        "Example: manage.py check_integrity > faults.txt"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        progress = track(
            CHECKS, "Checking", console=Console(stderr=True), disable=not self.stderr.isatty()
        )
        for check in progress:
            for fault in check():
                found += 1
                self.stdout.write(fault)
        if found:
            raise CommandError(f"{len(CHECKS)} checks: faults found: {found}.")
        self.stdout.write(f"{len(CHECKS)} checks: no faults.")
