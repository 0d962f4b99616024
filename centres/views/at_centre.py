"""Who works at a centre, as its page lists them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.compiled import Compiled
from accounts.joined import Joined
from accounts.models import User, shown_name
from accounts.paths import path_of
from appointments.availability import next_free
from centres.clock import clock_time, short_day
from centres.models import Affiliation, Centre
from centres.ratings import Given
from referrals.openings import openings

PLAIN = Joined(Centre)


class Listed(NamedTuple):
    """A place (`Bookable`) of a listed provider, with what its row shows. As an `Affiliation`, with
    account, profession and expertise, it would be five objects for five words."""

    pk: int
    provider_id: int
    centre_id: int
    centre: Centre
    name: str
    service: str
    needs_letter: bool


class Row(NamedTuple):
    """A provider on the page, in the order in which its template takes them. Its texts are put
    together here, because a page has many rows and a template is slow to do it."""

    name: str
    path: str
    average: str  # both are empty while nobody has rated
    ratings: str
    needs_letter: bool
    letter: str  # of the reader, by which it is open
    times: str  # empty while a referral must come first
    booking_path: str  # empty then too, and for who is no patient


@Compiled
def _centre(pk: int) -> QuerySet[Centre, tuple[Any, ...]]:
    return Centre.objects.filter(pk=pk).values_list(*PLAIN.columns)


@Compiled
def _listed_at(centre: Centre) -> QuerySet[Affiliation, tuple[Any, ...]]:
    service = Coalesce("provider__expertise__name", "provider__profession__name")
    found = Affiliation.objects.listed().filter(centre=centre).order_by()
    return found.values_list(
        *("pk", "provider_id", "provider__user__full_name", "provider__user__email", service),
        "provider__profession__by_referral_only",
    )


def centre_of(pk: int) -> Centre | None:
    """The centre with this pk. One query."""
    for row in _centre(pk):
        return PLAIN.made(row, Centre.objects.db)
    return None


def listed_at(centre: Centre) -> list[Listed]:
    """By service and name, in the order of the alphabet. One query."""
    found = [
        Listed(
            *(pk, provider, centre.pk, centre),
            *(shown_name(name, email), service, bool(is_closed)),
        )
        for pk, provider, name, email, service, is_closed in _listed_at(centre)
    ]
    return sorted(
        found, key=lambda place: (place.service.casefold(), place.name.casefold(), place.pk)
    )


def rows_by_service(
    places: Sequence[Listed], stars: Mapping[int, Given], *, reader: User, now: datetime
) -> dict[str, list[Row]]:
    """The rows of `places` (in their order) under their services. `stars` by the pks of the
    providers."""
    open_to = openings(reader, places, now=now)
    times = next_free([place for place in places if open_to.is_open(place)], now=now, count=1)

    def row(place: Listed) -> Row:
        given, is_open = stars.get(place.provider_id), open_to.is_open(place)
        return Row(
            name=place.name,
            path=path_of("centres:provider", place.provider_id),
            average=given.average if given else "",
            ratings=given.count if given else "",
            needs_letter=place.needs_letter,
            letter=next((letter.as_held for letter in open_to.letters_for(place)), ""),
            times=_in_words(times[place.pk], place.centre.zone) if is_open else "",
            booking_path=(
                path_of("appointments:book", place.pk) if is_open and reader.is_patient else ""
            ),
        )

    grouped = groupby(places, key=lambda place: place.service)
    return {service: [row(place) for place in found] for service, found in grouped}


def _in_words(times: Sequence[datetime], zone: ZoneInfo) -> str:
    """Of the first free time at most."""
    return _next(times[0], zone) if times else "No free time in the next 2 weeks"


@lru_cache(maxsize=1024)
def _next(start: datetime, zone: ZoneInfo) -> str:
    """Kept, since the next free time of many is the same."""
    return f"Next free: {short_day(start, zone)}, {clock_time(start, zone)}"
