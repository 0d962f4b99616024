"""Addresses of pages that a list links again and again."""

from functools import cache
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString


def path_of(name: str, pk: int | UUID) -> str:
    """The address of the page of this name that is about one row. The URL patterns are asked once
    a process: for each row of a list they would take as long as a query in all."""
    before, after = around(name, isinstance(pk, UUID))
    return SafeString(f"{before}{pk}{after}")  # nothing in it is to be escaped


@cache
def around(name: str, is_uuid: bool) -> tuple[str, str]:
    """What stands before and after the key in such an address, for where the key is text."""
    example = UUID(int=0) if is_uuid else 0
    before, after = reverse(name, args=[example]).rsplit(str(example), 1)
    return before, after
