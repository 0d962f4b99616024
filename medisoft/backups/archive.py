"""The file itself: a ZIP archive of JSON lines, with a manifest that proves them. The archive's
comment is its seal: the SHA-256 of all that stands before it."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from io import SEEK_END, TextIOWrapper
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from medisoft.backups.exceptions import NotABackup, NotRestored
from medisoft.backups.reading import Row

FORMAT = 1
MANIFEST = "manifest.json"
LEVEL = 3  # of compression; 9 takes five times as long for a file that is an eighth smaller
SEAL = 64  # hexadecimal digits
PIECE = 1 << 20  # bytes that are read at once
# What reading raises of a file that is no archive, or not one of ours.
DAMAGE = (BadZipFile, zlib.error, EOFError, ValueError, KeyError)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Contents:
    """What a backup holds of a table: its columns, and the SHA-256 of the lines of its rows."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    made_at: str  # UTC, in ISO 8601
    database: str
    migrations: list[str]
    tables: dict[str, Contents]

    @property
    def rows(self) -> int:
        return sum(contents.rows for contents in self.tables.values())


class Tally:
    """Counts lines and digests them."""

    def __init__(self) -> None:
        self._rows, self._digest = 0, hashlib.sha256()

    def add(self, lines: bytes) -> None:
        """Add bytes of a table's lines; rows never hold a line's end."""
        self._rows += lines.count(b"\n")
        self._digest.update(lines)

    def contents(self, columns: list[str]) -> Contents:
        return Contents(columns, self._rows, self._digest.hexdigest())


def lines_of(rows: list[Row]) -> bytes:
    """Rows as they stand in the file."""
    return "".join([f"{_encode(row)}\n" for row in rows]).encode()


class NewArchive:
    """An archive that is written a table at a time, and ends with its manifest."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def add_table(self, name: str, parts: Iterator[bytes]) -> None:
        with self._archive.open(_member(f"{name}.jsonl"), "w", force_zip64=True) as member:
            for part in parts:
                member.write(part)

    def end(self, manifest: Manifest) -> None:
        text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1)
        self._archive.writestr(_member(MANIFEST), text, compresslevel=LEVEL)


@contextmanager
def new_archive(file: BinaryIO) -> Iterator[NewArchive]:
    """Writes into `file`, seals it at the end, and leaves it open."""
    with ZipFile(file, "w", compresslevel=LEVEL) as archive:
        archive.comment = bytes(SEAL)
        yield NewArchive(archive)
    seal(file)


def seal(file: BinaryIO) -> None:
    """Write the seal over the place that was left for it."""
    found = _seal_of(file)
    file.write(found)


class Archive:
    """A backup that was opened to be read."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.manifest = _manifest(archive)

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a table, in their order."""
        with _damage_told(), self._archive.open(f"{name}.jsonl") as member:
            yield from map(json.loads, TextIOWrapper(member, "utf-8", newline="\n"))


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A backup to read, of which every bit is as it was written. Raises `NotABackup` for what is
    none or is damaged, and `NotRestored` for a file that cannot be read."""
    with ExitStack() as stack:
        with _damage_told():
            file = stack.enter_context(path.open("rb"))
            if _seal_of(file) != file.read():
                raise NotABackup("its seal does not fit")
            backup = Archive(stack.enter_context(ZipFile(file)))
        yield backup


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except DAMAGE as error:
        raise NotABackup(type(error).__name__) from error
    except OSError as error:
        raise NotRestored(f"The file cannot be read: {error.strerror or error}.") from error


def _seal_of(file: BinaryIO) -> bytes:
    """What seals a file; leaves it where its seal stands."""
    left = max(0, file.seek(0, SEEK_END) - SEAL)
    file.seek(0)
    digest = hashlib.sha256()
    while left and (piece := file.read(min(left, PIECE))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest().encode()


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16  # as somebody finds it who unpacks the archive
    return info


def _manifest(archive: ZipFile) -> Manifest:
    told = json.loads(archive.read(MANIFEST))
    if not isinstance(told, dict) or not isinstance(told.get("format"), int):
        raise NotABackup("its manifest is none")
    if told.pop("format") != FORMAT:
        raise NotRestored(f"The backup has another format than {FORMAT}, the one known here.")
    try:
        tables = {name: Contents(**contents) for name, contents in told.pop("tables").items()}
        return Manifest(**told, tables=tables)
    except (TypeError, AttributeError) as error:
        raise NotABackup("its manifest is incomplete") from error
