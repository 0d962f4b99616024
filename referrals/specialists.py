"""Whom a letter can be addressed to, as a list to choose from."""

from typing import NamedTuple

from django.core.cache import caches
from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import Provider, shown_name

MOST_LISTED = 200  # more are found by a name
# That there are more is known to a process for a while: to see it, a database reads two thousand
# providers, and for the same answer each time.
MANY, KNOWN_FOR = "many-specialists", 600  # seconds


class Specialist(NamedTuple):
    pk: int
    name: str
    service: str


Row = tuple[int, str, str, str | None, str]


def few_specialists() -> list[Specialist]:
    """All of them by name, where they are few; else nobody."""
    known = caches["fragments"]
    if known.get(MANY):
        return []
    rows = _anybody()[: MOST_LISTED + 1]
    if len(rows) > MOST_LISTED:
        known.set(MANY, True, KNOWN_FOR)
        return []
    return [_specialist(row) for row in sorted(rows, key=lambda row: (row[1], row[0]))]


def specialists_like(words: str) -> list[Specialist]:
    """Those in whose expertise or name each of `words` stands, as many as are listed."""
    found = as_rows(Provider.objects.referred_to(words)[:MOST_LISTED])
    return [_specialist(row) for row in found]


def specialist_of(pk: int) -> list[Specialist]:
    """The one with that key, if there is one."""
    return [_specialist(row) for row in as_rows(Provider.objects.referred_to().filter(pk=pk))]


def as_rows(specialists: QuerySet[Provider]) -> QuerySet[Provider, Row]:
    return specialists.values_list(
        *("pk", "user__full_name", "user__email", "expertise__name", "profession__name")
    )


def _specialist(row: Row) -> Specialist:
    pk, full_name, email, expertise, profession = row
    return Specialist(pk, shown_name(full_name, email), expertise or profession)


@Compiled
def _anybody() -> QuerySet[Provider, Row]:
    return as_rows(Provider.objects.referred_to().order_by("pk"))
