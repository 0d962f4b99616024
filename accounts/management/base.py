"""What the site's own commands share."""

import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError
from io import TextIOWrapper
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

AWAY = (OperationalError, InterfaceError)
MOST_WORKERS = 64
UNREAD = 128 + signal.SIGPIPE  # the exit code that a shell gives a command in this case


class SiteCommand(BaseCommand):
    """A command that needs the site's tables, and tells in a sentence when it cannot have them."""

    requires_migrations_checks = True

    def check_migrations(self) -> None:
        """Raises `CommandError` unless the database is up to date; Django's own only warns."""
        try:
            executor = MigrationExecutor(connection)
        except AWAY:
            return  # which `handle` meets in its own way: the worker waits
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run `manage.py migrate` first.")

    def execute(self, *args: Any, **options: Any) -> str | None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # which may not know a sign of what it prints
                stream.reconfigure(errors="backslashreplace")
        try:
            output = super().execute(*args, **options)
            self.stdout.flush()
        except AWAY as error:
            raise CommandError(f"The database does not answer: {error}") from error
        except BrokenPipeError as error:  # as of `| head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            message = "Nobody read the output to its end."
            raise CommandError(message, returncode=UNREAD) from error
        return output


def add_workers(parser: ArgumentParser) -> None:
    """The option `--workers` of commands that hash passwords."""
    parser.add_argument(
        "--workers",
        type=_workers,
        default=min(os.cpu_count() or 1, MOST_WORKERS),
        help=f"Passwords that are hashed at once, 1 to {MOST_WORKERS}; %(default)s unless told.",
    )


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise ArgumentTypeError(f"Choose a whole number from 1 to {MOST_WORKERS}.")
    return int(text)
