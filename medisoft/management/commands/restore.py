"""`manage.py restore`: the rows of a backup, proven to be the same."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import Progress

from accounts.management.base import SiteCommand
from medisoft.backups.exceptions import NotRestored
from medisoft.backups.restore import restore, table_with_rows


class Command(SiteCommand):
    help = (
        "Read a backup into an empty database, of either kind; stop the site first. The file is "
        "checked as a whole before anything is written, all rows are written or none, and each "
        "table is compared with what was backed up. Then every history is verified. Exit code 0 "
        "when all is well. Example: manage.py restore /srv/backups/monday.zip"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="What `backup` has written.")
        parser.add_argument(
            "--force", action="store_true", help="replace all rows that the database holds"
        )

    def check_migrations(self) -> None:
        """A database without rows is brought up to date by the restore itself."""
        if table_with_rows():
            super().check_migrations()

    def handle(self, *, file: Path, force: bool, **options: Any) -> None:
        try:
            with Progress(
                console=Console(stderr=True), transient=True, disable=not self.stderr.isatty()
            ) as progress:
                bar = progress.add_task("Restoring", total=None)
                manifest = restore(
                    file, force=force, watch=lambda rows: progress.advance(bar, rows)
                )
        except NotRestored as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored {manifest.rows} rows of {len(manifest.tables)} tables, as they were at "
            f"{manifest.made_at}. Every table is as it was backed up."
        )
        self._verify()

    def _verify(self) -> None:
        try:
            call_command("verify_history", stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            raise CommandError(
                f"{error} The rows are those of the backup. Where every history fails, set the "
                "MEDISOFT_HISTORY_KEY under which they were written, and run `verify_history`."
            ) from error
