"""`manage.py backup`: all rows in one file, while the site runs."""

import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from accounts.management.base import SiteCommand
from medisoft.backups.backup import back_up
from medisoft.backups.exceptions import NotBackedUp

MEGABYTE = 1_000_000  # bytes


class Command(SiteCommand):
    help = (
        "Write all rows into one new file, as they are at one moment, while the site runs. It "
        "holds everything, clinical text too, and its owner alone may read it; keys are not in it. "
        "Example: manage.py backup /srv/backups/monday.zip"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="The file to write; a new one.")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            with (
                stopping_in_order(),
                Progress(
                    console=Console(stderr=True), transient=True, disable=not self.stderr.isatty()
                ) as progress,
            ):
                bar = progress.add_task("Backing up", total=None)
                manifest = back_up(
                    file, now=timezone.now(), watch=lambda rows: progress.advance(bar, rows)
                )
        except NotBackedUp as error:
            raise CommandError(str(error)) from error
        size = _size(file.stat().st_size)
        self.stdout.write(
            f"Backed up {manifest.rows} rows of {len(manifest.tables)} tables: {size}."
        )


def _size(length: int) -> str:
    return f"{length / 1e6:.1f} MB" if length >= MEGABYTE else f"{length / 1e3:.1f} kB"


@contextmanager
def stopping_in_order() -> Iterator[None]:
    """Lets `kill`, and with it systemd, end the block as Ctrl-C does: what it holds is cleared up,
    and half a backup has clinical text in it."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
