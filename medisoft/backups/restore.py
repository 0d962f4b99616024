"""The way back."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts import final
from accounts.management.base import AWAY
from medisoft.backups.archive import Archive, Manifest, opened
from medisoft.backups.backup import Watch, digests, migrations, unwatched
from medisoft.backups.exceptions import NotABackup, NotRestored
from medisoft.backups.reading import AT_ONCE
from medisoft.backups.tables import FILLED_BY_MIGRATE, LEFT_OUT, Source, sources
from medisoft.bulk import rows as bulk
from medisoft.bulk.writing import Writer, writer

LONGEST_WAIT = 10  # seconds, for a table that somebody holds: a site that was not stopped
NAMED = 3  # migrations in a sentence


def restore(path: Path, *, force: bool = False, watch: Watch = unwatched) -> Manifest:
    """Make the database hold what the backup holds, and nothing else; all in one transaction, in
    which every table is read again and compared with the manifest. Sessions end. A database
    without tables, or with those of a restore that was killed, is brought up to date first.

    Raises `NotRestored`, with the rows as they were, for a file that is damaged or of another
    release, for a database that holds rows (unless forced), and for one that is in use.
    """
    with opened(path) as backup:
        _check_release(backup.manifest)
        _make_tables()
        # SQLite asks about each row else, and a letter and its visit point at one another.
        with connection.constraint_checks_disabled(), transaction.atomic():
            _replace(backup, force=force, watch=watch)
        return backup.manifest


def table_with_rows() -> str | None:
    """The name of a table that holds more than what migrations write, if there is one; some, or
    all, may not be there yet."""
    there = connection.introspection.table_names()
    for source in sources():
        is_ours = source.name in there and source.model not in FILLED_BY_MIGRATE
        if is_ours and source.model._default_manager.exists():
            return source.name
    return None


def _make_tables() -> None:
    """Those that are missing, as long as there are no rows, which belong to another release."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()) or table_with_rows():
        return
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        why = type(error.__cause__ or error).__name__
        raise NotRestored(
            f"The tables could not be made: {why}. Wait until no other restore or migration runs "
            "on this database, then try again."
        ) from error


def _check_release(manifest: Manifest) -> None:
    theirs, ours = set(manifest.migrations), set(migrations())
    columns = {s.name: [column.name for column in s.columns] for s in sources()}
    if theirs == ours and columns == {n: told.columns for n, told in manifest.tables.items()}:
        return
    differing = ", ".join(sorted(theirs ^ ours)[:NAMED]) or "other columns"
    raise NotRestored(
        f"The backup is of another release of MediSoft: {differing}. Restore it with the release "
        "that made it, then upgrade."
    )


def _replace(backup: Archive, *, force: bool, watch: Watch) -> None:
    database = writer()
    if connection.vendor == "postgresql":
        _run(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
    try:
        database.hold()
        if not force:
            _check_empty()
        database.begin()
        final.lift()
        _empty()
        for source in sources():
            _load(source, backup, database, watch)
        database.end()
        final.install()
        connection.check_constraints()
    except OverflowError as error:  # SQLite's driver counts to 2**63
        raise NotABackup("it holds a number that no column does") from error
    except DatabaseError as error:
        raise _refusal(error) from error
    for name, found in digests(watch).items():
        if found != backup.manifest.tables[name]:
            raise NotRestored(f"The rows of {name} are not those of the backup once restored.")


def _check_empty() -> None:
    if name := table_with_rows():
        raise NotRestored(
            f"The database holds rows already, as in {name}. Restore into an empty one, or have "
            "all of them replaced with --force."
        )


def _empty() -> None:
    names = [source.name for source in sources()] + [model._meta.db_table for model in LEFT_OUT]
    tables = [str(connection.ops.quote_name(name)) for name in names]
    if connection.vendor == "postgresql":
        _run(f"TRUNCATE {', '.join(tables)}")
        return
    for table in tables:
        _run(f"DELETE FROM {table}")  # noqa: S608 (names of ours alone)


def _load(source: Source, backup: Archive, database: Writer, watch: Watch) -> None:
    table = bulk.Table(source.name, tuple(column.name for column in source.columns))
    rows = _written(source, backup)
    while some := list(islice(rows, AT_ONCE)):
        database.add(table, some)
        watch(len(some))


def _written(source: Source, backup: Archive) -> Iterator[bulk.Row]:
    places = source.places("bytes")
    for read in backup.rows(source.name):
        row: list[bulk.Value] = [*read]
        for place in places:
            value = read[place]
            row[place] = None if value is None else bytes.fromhex(str(value))
        yield tuple(row)


def _refusal(error: DatabaseError) -> NotRestored:
    """Names what the database refused, and nothing of a row, which its own message may hold."""
    why = type(error.__cause__ or error).__name__
    if why == "LockNotAvailable":
        return NotRestored("The database is in use. Stop the site and its worker, then try again.")
    if isinstance(error, AWAY):
        raise error
    return NotRestored(f"The database refused the rows of the backup: {why}.")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
