"""How masses of rows reach the database: the one difference between SQLite and PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from accounts import final
from medisoft.bulk.rows import Row, Table

CACHE_KIB = 1024 * 1024  # of SQLite, at most: once its indexes do not fit, each row is slow


class Writer(Protocol):
    """Called within one transaction, which alone makes what is written count; a rollback brings
    back what was taken away."""

    def hold(self) -> None:
        """Keep others from writing accounts until the transaction ends."""

    def begin(self) -> None:
        """Take away what slows writing. Nothing may be written before in this transaction."""

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Write the rows, whose ids are given."""

    def end(self) -> None:
        """Leave the database as the site expects it, and once the transaction is over as one that
        has been in use for long: its planner knows the rows. Raises `IntegrityError` for rows that
        break a constraint."""


class SQLite:
    """Its indexes stay: it looks for the children of a row that it was promised, as letters and
    appointments are to one another, and would read whole tables for each."""

    def hold(self) -> None:
        """The transaction has held the only writer's lock since it began."""

    def begin(self) -> None:
        final.lift()  # its triggers look up each row before it is inserted
        _run([f"PRAGMA cache_size = -{CACHE_KIB}"])

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        places = ", ".join(["%s"] * len(table.columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {_target(table)} VALUES ({places})", rows)  # noqa: S608

    def end(self) -> None:
        """Without `ANALYZE` SQLite never learns which index leaves the fewest rows."""
        final.install()
        transaction.on_commit(lambda: _run(["ANALYZE"]))


class PostgreSQL:
    def hold(self) -> None:
        _run(["LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE"])

    def begin(self) -> None:
        """Indexes are made far sooner from all rows at once, and so are foreign keys asked."""
        self._reset_sequences()  # which an attempt that was taken back has left further on
        keys = _asked(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema::regnamespace"
        )
        indexes = _asked(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "JOIN pg_class ON pg_class.oid = indexrelid "
            "WHERE relnamespace = current_schema::regnamespace "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
        )
        self._back = [sql for _, sql in indexes] + [
            f"ALTER TABLE {table} ADD CONSTRAINT {_quoted(name)} {definition}"
            for table, name, definition in keys
        ]
        _run(f"ALTER TABLE {table} DROP CONSTRAINT {_quoted(name)}" for table, name, _ in keys)
        _run(f"DROP INDEX {name}" for name, _ in indexes)

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        with (
            connection.wrap_database_errors,  # which a cursor of Django's leaves out for COPY
            connection.cursor() as cursor,
            cursor.copy(f"COPY {_target(table)} FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def end(self) -> None:
        """The planner learns how much there is now, and not some minutes into a measurement.

        Which pages everybody sees is not written until the transaction is over, and an index alone
        answers only for those."""
        _run(self._back)
        self._reset_sequences()
        _run(["ANALYZE"])  # for what still follows in this transaction
        transaction.on_commit(lambda: _run(["VACUUM (ANALYZE)"]))

    def _reset_sequences(self) -> None:
        """Let them go on after the greatest id of each table: ids that are given pass them by."""
        models = apps.get_models(include_auto_created=True)
        _run(connection.ops.sequence_reset_sql(no_style(), models))


def writer() -> Writer:
    """The writer for the site's database."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def _target(table: Table) -> str:
    return f"{_quoted(table.name)} ({', '.join(map(_quoted, table.columns))})"


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


def _asked(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[tuple[str, ...]] = cursor.fetchall()
        return rows


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
