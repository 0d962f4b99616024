"""Who works at a centre, as its page lists them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.urls import reverse

from accounts.models import User, shown_name
from appointments.availability import next_free
from centres.clock import clock_time, short_day
from centres.models import Centre
from centres.ratings import Given
from referrals.models import Referral
from referrals.openings import openings


@dataclass(frozen=True, eq=False)
class Listed:
    """A place (`Bookable`) of a listed provider, with what its row shows. As an `Affiliation`, with
    account, profession and expertise, it would be five objects for five words."""

    centre: Centre
    pk: int
    provider_id: int
    name: str
    service: str
    needs_letter: bool

    @property
    def centre_id(self) -> int:
        return self.centre.pk


class Row(NamedTuple):
    """A provider on the page, in the order in which its template takes them. Its texts are put
    together here, because a page has many rows and a template is slow to do it."""

    name: str
    path: str
    average: str  # both are empty while nobody has rated
    ratings: str
    needs_letter: bool
    letter: Referral | None
    times: str  # empty while a referral must come first
    booking_path: str  # empty then too, and for who is no patient


def listed_at(centre: Centre) -> list[Listed]:
    """By service and name, in the order of the alphabet. One query."""
    places = centre.affiliations.listed().values_list(
        "pk",
        "provider_id",
        "provider__user__full_name",
        "provider__user__email",
        "provider__expertise__name",
        "provider__profession__name",
        "provider__profession__by_referral_only",
    )
    found = [
        Listed(centre, pk, provider, shown_name(name, email), expertise or profession, is_closed)
        for pk, provider, name, email, expertise, profession, is_closed in places
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
    path, booking_path = _paths("centres:provider"), _paths("appointments:book")

    def row(place: Listed) -> Row:
        given, is_open = stars.get(place.provider_id), open_to.is_open(place)
        return Row(
            name=place.name,
            path=path(place.provider_id),
            average=given.average if given else "",
            ratings=given.count if given else "",
            needs_letter=place.needs_letter,
            letter=next(iter(open_to.letters_for(place)), None),
            times=_in_words(times[place.pk], place.centre) if is_open else "",
            booking_path=booking_path(place.pk) if is_open and reader.is_patient else "",
        )

    grouped = groupby(places, key=lambda place: place.service)
    return {service: [row(place) for place in found] for service, found in grouped}


def _in_words(times: Sequence[datetime], centre: Centre) -> str:
    """Of the first free time at most."""
    for start in times:
        return f"Next free: {short_day(start, centre.zone)}, {clock_time(start, centre.zone)}"
    return "No free time in the next 2 weeks"


def _paths(name: str) -> Callable[[int], str]:
    """The address of a page of this name by its pk. The URL patterns are asked once, which for
    each of thirty rows would take as long as a query."""
    before, after = reverse(name, args=[0]).rsplit("0", 1)
    return lambda pk: f"{before}{pk}{after}"
