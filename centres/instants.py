"""Instants in statements written by hand."""

from datetime import UTC, datetime
from functools import lru_cache

from django.db import connection


def without_zone() -> str:
    """What to write behind a column, to read its instants as the wall clock of UTC, which is how
    SQLite has them. To those that PostgreSQL sends with their zone Django puts another in Python,
    which takes ten times as long as to read them."""
    return "AT TIME ZONE 'UTC'" if connection.vendor == "postgresql" else ""


def in_utc(wall: datetime) -> datetime:
    """The instant that was read so."""
    return wall.replace(tzinfo=UTC)


def in_seconds(column: str) -> str:
    """What to write in place of a column of instants, in a statement to which values are bound, to
    read them as whole seconds since 1970."""
    if connection.vendor == "postgresql":
        return f"EXTRACT(EPOCH FROM {column})::bigint"
    return f"CAST(strftime('%%s', {column}) AS integer)"


@lru_cache(maxsize=8192)
def at_second(seconds: int) -> datetime:
    """The instant that was read so. Kept, since the same half hours are taken of many."""
    return datetime.fromtimestamp(seconds, UTC)
