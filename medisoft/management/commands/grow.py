"""`manage.py grow`: as much as a measurement needs."""

import os
import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from accounts.management.base import SiteCommand
from medisoft.demo.people import DEMO_PASSWORD
from medisoft.growing.grow import grow
from medisoft.growing.people import LOG_INS
from medisoft.growing.plan import NotGrown, Sizes


class Command(SiteCommand):
    help = (
        "Fill an empty database with made-up people, visits and histories, to measure with. All in "
        "one transaction; a database with an account or a centre is refused. The same sizes, seed "
        "and day give the same rows. "
        "Example: manage.py grow --patients 50000 --seed 7 --today 2026-11-26"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, unless_told in [
            ("patients", "10000"),
            ("providers", "one for 20 patients"),
            ("centres", "one for 10 providers"),
            ("appointments", "5 for each patient"),
            ("entries", "7 for 10 appointments"),
        ]:
            parser.add_argument(
                f"--{name}", type=int, help=f"How many {name}; {unless_told} unless told."
            )
        parser.add_argument("--seed", type=int, default=1, help="%(default)s unless told.")
        parser.add_argument(
            "--today",
            type=_day,
            help="YYYY-MM-DD: what lies before it is over; this day unless told.",
        )

    def handle(self, *, seed: int, today: date | None, **options: Any) -> None:
        sizes = _sizes(**{name: options[name] for name in Sizes.__annotations__})
        began = time.perf_counter()
        try:
            with Progress(
                console=Console(stderr=True), transient=True, disable=not self.stderr.isatty()
            ) as progress:
                bar = progress.add_task("Growing", total=sizes.patients)
                written = grow(
                    sizes,
                    seed=seed,
                    today=today or timezone.localdate(),
                    watch=lambda patients: progress.advance(bar, patients),
                )
        except NotGrown as error:
            raise CommandError(str(error)) from error
        seconds = time.perf_counter() - began
        for role, email in LOG_INS.items():
            self.stdout.write(f"{role}: {email}")
        cpu = sum(os.times()[:4])
        self.stdout.write(
            f"Wrote {written} rows in {seconds:.1f} s, {written / seconds:.0f} a second, with "
            f"{cpu:.1f} s of processors here. Every password is {DEMO_PASSWORD}"
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("Write a day like 2026-11-26.") from error


def _sizes(
    *,
    patients: int | None,
    providers: int | None,
    centres: int | None,
    appointments: int | None,
    entries: int | None,
) -> Sizes:
    """The sizes that were told, and the others in proportion."""
    patients = 10_000 if patients is None else patients
    providers = max(10, patients // 20) if providers is None else providers
    appointments = 5 * patients if appointments is None else appointments
    return Sizes(
        centres=max(1, providers // 10) if centres is None else centres,
        providers=providers,
        patients=patients,
        appointments=appointments,
        entries=appointments * 7 // 10 if entries is None else entries,
    )
