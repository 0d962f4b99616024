"""Making a backup."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from medisoft.backups.archive import Contents, Manifest, Tally, lines_of, new_archive
from medisoft.backups.exceptions import NotBackedUp
from medisoft.backups.reading import rows, snapshot
from medisoft.backups.tables import Source, sources

TAKEN = "There is a file of that name. Choose another: a backup replaces none."

Watch = Callable[[int], None]  # told how many rows more were dealt with


def unwatched(rows: int) -> None:
    pass


def back_up(path: Path, *, now: datetime, watch: Watch = unwatched) -> Manifest:
    """Write all rows as they are at one moment, while the site goes on. The file is readable by its
    owner alone, and it has its name only once the disk holds the whole of it.

    Raises `NotBackedUp` for a name that is taken, and for a file that cannot be written.
    """
    if os.path.lexists(path):
        raise NotBackedUp(TAKEN)
    try:
        with _new_file(path) as file, new_archive(file) as archive, snapshot():
            told: dict[str, Contents] = {}
            for source in sources():
                tally = Tally()
                archive.add_table(source.name, _lines(source, tally, watch))
                told[source.name] = tally.contents([column.name for column in source.columns])
            made_at = now.astimezone(UTC).isoformat(timespec="seconds")
            manifest = Manifest(made_at, connection.vendor, migrations(), told)
            archive.end(manifest)
    except FileExistsError as error:  # of another backup that has ended meanwhile
        raise NotBackedUp(TAKEN) from error
    except OSError as error:
        raise NotBackedUp(f"The file cannot be written: {error.strerror}.") from error
    return manifest


def digests(watch: Watch = unwatched) -> dict[str, Contents]:
    """What a backup of the database would tell of each table, in the transaction that runs."""
    told = {}
    for source in sources():
        tally = Tally()
        for _ in _lines(source, tally, watch):
            pass
        told[source.name] = tally.contents([column.name for column in source.columns])
    return told


def migrations() -> list[str]:
    """The migrations that a database has which is up to date, as this one is."""
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).graph.nodes)


def _lines(source: Source, tally: Tally, watch: Watch) -> Iterator[bytes]:
    for some in rows(source):
        lines = lines_of(some)
        tally.add(lines)
        watch(len(some))
        yield lines


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there only if the block ends well, and that takes the place of none. Whoever
    is killed leaves one that ends with `.part`, since nobody can take it away for them."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(number, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))  # not every disk knows hard links
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    _keep_name(path.parent)


def _keep_name(folder: Path) -> None:
    """Have the disk hold the name too."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
