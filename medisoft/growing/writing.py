"""How masses of rows reach the database: the one difference between SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Protocol

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from accounts import final
from medisoft.growing.tables import Row, Table

CACHE_KIB = 256 * 1024  # of SQLite's own; in its usual 2 MiB no index fits, and each row is slow


class Writer(Protocol):
    """Called within one transaction, which alone makes what is written count."""

    def begin(self) -> None:
        """Keep others from writing accounts until the transaction ends, and begin to number rows
        after those that are there."""

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Write the rows, whose ids are given."""

    def end(self) -> None:
        """Leave the database as the site expects it."""


class SQLite:
    """The transaction has held the only writer's lock since it began. The triggers that keep final
    rows look each row up before it is inserted; a rollback brings them back."""

    def begin(self) -> None:
        final.lift()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        places = ", ".join(["%s"] * len(table.columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {_target(table)} VALUES ({places})", rows)  # noqa: S608

    def end(self) -> None:
        final.install()


class PostgreSQL:
    def begin(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")
        self._reset_sequences()  # which an attempt that was taken back has left further on

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {_target(table)} FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def end(self) -> None:
        """The planner learns how much there is now, and not some minutes into a measurement."""
        self._reset_sequences()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _reset_sequences(self) -> None:
        """Let them go on after the greatest id of each table: ids that are given pass them by."""
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(sql)


def writer() -> Writer:
    """The writer for the site's database."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def _target(table: Table) -> str:
    quoted = map(connection.ops.quote_name, table.columns)
    return f"{connection.ops.quote_name(table.name)} ({', '.join(quoted)})"
