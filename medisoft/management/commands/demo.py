"""`manage.py demo`: something to look at."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management.base import SiteCommand, add_workers
from centres.importing.exceptions import NotImported
from centres.importing.progress import show_progress
from medisoft.demo import DEMO_PASSWORD, LOGINS, NotADemo, load


class Command(SiteCommand):
    help = (
        "Load the demo: the people and centres of fixtures/, appointments around today, ratings, "
        "and an account for each role. A second time changes nothing. Example: manage.py demo"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_workers(parser)

    def handle(self, *, workers: int, **options: Any) -> None:
        try:
            loaded = load(now=timezone.now(), hash_workers=workers, watch=show_progress)
        except (NotADemo, NotImported) as error:
            raise CommandError(str(error)) from error
        for login in LOGINS:
            self.stdout.write(f"{login.role}: {login.email}")
        done = "Loaded the demo." if loaded else "The demo is loaded already."
        self.stdout.write(f"{done} Every password is {DEMO_PASSWORD}")
