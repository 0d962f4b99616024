"""Addresses of pages that a list links again and again."""

from functools import cache
from uuid import UUID

from django.urls import reverse


def path_of(name: str, pk: int | UUID) -> str:
    """The address of the page of this name that is about one row. The URL patterns are asked once
    a process: for each row of a list they would take as long as a query in all."""
    before, after = _around(name, UUID(int=0) if isinstance(pk, UUID) else 0)
    return f"{before}{pk}{after}"


@cache
def _around(name: str, example: int | UUID) -> tuple[str, str]:
    before, after = reverse(name, args=[example]).rsplit(str(example), 1)
    return before, after
