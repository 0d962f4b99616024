"""Moments, as rows hold them."""

from datetime import UTC, datetime, timedelta
from functools import cache

START = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def moment(seconds: int) -> str:
    """The text of a moment, which many rows share."""
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S")
