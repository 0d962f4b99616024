"""`manage.py import_csv`: the client's files into the database."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.management.base import SiteCommand, add_workers
from centres.importing.exceptions import HasFaults, NotImported
from centres.importing.layout import LAYOUTS
from centres.importing.plan import Plan, plan
from centres.importing.progress import show_progress
from centres.importing.reading import read_folder
from centres.importing.report import Finding, Outcome
from centres.importing.writing import apply

WARNINGS_SHOWN = 50
STOPPED = 130  # the exit code of a command that Ctrl-C ended


class Command(SiteCommand):
    help = """Import a folder of CSV files, all of it or nothing; docs/import.md has the columns.

Examples:
  manage.py import_csv fixtures --dry-run    say what would happen, write nothing
  manage.py import_csv fixtures              do it; a second time changes nothing

Exits with 0 when all is well and with 1 when there is a fault; then nothing is written."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        kwargs["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Write nothing.")
        add_workers(parser)

    def handle(
        self, *, folder: Path, dry_run: bool, workers: int, verbosity: int, **options: Any
    ) -> None:
        shown = None if verbosity > 1 else WARNINGS_SHOWN
        try:
            planned = plan(read_folder(folder))
            if planned.report.faults:
                raise HasFaults(planned)
            if planned.has_effect and not dry_run:
                planned = apply(planned, hash_workers=workers, watch=show_progress)
        except HasFaults as error:
            self._print_faults(error.plan.report.faults)
            self._print_warnings(error.plan.report.warnings, shown)
            raise CommandError(_fault_summary(error.plan.report.faults)) from error
        except NotImported as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except OSError as error:
            message = f"{folder} cannot be read: {error.strerror}. Nothing was written."
            raise CommandError(message) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. Nothing was written.", returncode=STOPPED) from error
        self._print_warnings(planned.report.warnings, shown)
        self.stdout.write(_summary(planned, folder, dry_run))

    def _print_faults(self, faults: list[Finding]) -> None:
        for fault in faults:
            self.stderr.write(str(fault))

    def _print_warnings(self, warnings: list[Finding], shown: int | None) -> None:
        for warning in warnings[:shown]:
            self.stdout.write(self.style.WARNING(f"Warning: {warning}"))
        if shown is not None and len(warnings) > shown:
            self.stdout.write(f"{len(warnings) - shown} more warnings: --verbosity 2 shows all.")


def _fault_summary(faults: list[Finding]) -> str:
    files = len({fault.file for fault in faults})
    return f"{_count(len(faults), 'fault')} in {_count(files, 'file')}. Nothing was written."


def _summary(planned: Plan, folder: Path, dry_run: bool) -> str:
    """A line for each file that is there, and one for all."""
    rows = planned.report.rows
    lines = []
    for layout in LAYOUTS:
        if not planned.folder.tables[layout.file].has_keys:
            continue
        counts = ", ".join(f"{rows[layout.file, outcome]} {outcome}" for outcome in Outcome)
        lines.append(f"{layout.file}: {counts}")
    totals = ", ".join(f"{planned.report.total(outcome)} {outcome}" for outcome in Outcome)
    done = "Would import" if dry_run else "Imported"
    warnings = _count(len(planned.report.warnings), "warning")
    return "\n".join([*lines, f"{done} {folder}: {totals}, {warnings}."])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
