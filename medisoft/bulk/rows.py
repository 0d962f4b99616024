"""What a row is before it is written. A child process imports this module before Django is set up,
so it knows no model."""

from typing import NamedTuple

# What both databases read alike: a moment is UTC, "2026-11-26 03:00:00", a UUID 32 hexadecimal
# digits, and a truth 0 or 1.
Value = str | int | bytes | None
Row = tuple[Value, ...]


class Table(NamedTuple):
    name: str
    columns: tuple[str, ...]
