"""Instants in statements written by hand."""

from datetime import UTC, datetime

from django.db import connection


def without_zone() -> str:
    """What to write behind a column, to read its instants as the wall clock of UTC, which is how
    SQLite has them. To those that PostgreSQL sends with their zone Django puts another in Python,
    which takes ten times as long as to read them."""
    return "AT TIME ZONE 'UTC'" if connection.vendor == "postgresql" else ""


def in_utc(wall: datetime) -> datetime:
    """The instant that was read so."""
    return wall.replace(tzinfo=UTC)
