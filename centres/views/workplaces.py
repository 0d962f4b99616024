"""Who a provider is and where they work, as their page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import Provider, User, shown_name
from accounts.paths import path_of
from appointments.availability import calendar_ahead, first_free
from centres.addresses import address_of, town_of
from centres.clock import Clock, clock_time, iso_at, short_day, wall_time
from centres.models import Affiliation, WorkingHours
from referrals.openings import openings

CHIPS = 3


class Profile(NamedTuple):
    """`expertise` is empty for professions that have none."""

    pk: int
    name: str
    profession: str
    expertise: str
    needs_letter: bool


class Place(NamedTuple):
    """A place (`Bookable`) of a provider, and where it is."""

    pk: int
    provider_id: int
    centre_id: int
    centre: Clock
    needs_letter: bool
    name: str
    address: str


@dataclass(frozen=True)
class Workplace:
    """A place, the weekly hours there and the next times that are free, in words. It is not
    `is_open` while the reader needs a referral first; `letter` is the one by which it is."""

    centre: str
    centre_path: str
    address: str
    clock_note: str
    booking_path: str
    hours: list[tuple[str, str]]  # “Mon”, “9:00am to 12:30pm, 1:00pm to 5:00pm”
    chips: list[tuple[str, str]]  # the query string of the check page, “Wed 6 Aug, 9:00am”
    is_open: bool
    letter: str


@Compiled
def _listed(provider: int) -> QuerySet[Provider, tuple[Any, ...]]:
    listed = Provider.objects.listed().filter(pk=provider)
    profession = ("profession__name", "expertise__name", "profession__by_referral_only")
    return listed.values_list("user__full_name", "user__email", *profession)


@Compiled
def _places(provider: int) -> QuerySet[Affiliation, tuple[Any, ...]]:
    places = Affiliation.objects.filter(provider=provider).order_by("centre__name")
    centre = ("id", "timezone", "name", "street", "suburb", "state", "postcode")
    return places.values_list("pk", *(f"centre__{name}" for name in centre))


def profile_of(pk: int) -> Profile | None:
    """Of a provider who is listed. One query."""
    for name, email, profession, expertise, is_closed in _listed(pk):
        return Profile(pk, shown_name(name, email), profession, expertise or "", is_closed)
    return None


def workplaces_of(profile: Profile, *, reader: User, now: datetime) -> list[Workplace]:
    """A provider's places, in the order of the centres' names. A fixed number of queries."""
    places = _places_of(profile)
    open_to = openings(reader, places, now=now)
    calendar = calendar_ahead(places, now=now)

    def workplace(place: Place) -> Workplace:
        is_open = open_to.is_open(place)
        times = first_free(calendar, place, now=now, count=CHIPS) if is_open else []
        return Workplace(
            centre=place.name,
            centre_path=path_of("centres:centre", place.centre_id),
            address=place.address,
            clock_note=place.centre.clock_note,
            booking_path=path_of("appointments:book", place.pk),
            hours=_in_words(calendar.weekly(place)),
            chips=[_chip(start, place.centre) for start in times],
            is_open=is_open,
            letter=next((letter.as_held for letter in open_to.letters_for(place)), ""),
        )

    return [workplace(place) for place in places]


def _places_of(profile: Profile) -> list[Place]:
    return [
        Place(
            *(pk, profile.pk, centre, Clock(timezone), profile.needs_letter),
            *(name, address_of(street, town_of(*town))),
        )
        for pk, centre, timezone, name, street, *town in _places(profile.pk)
    ]


def _in_words(week: Iterable[tuple[int, time, time]]) -> list[tuple[str, str]]:
    """The hours of each weekday that has any."""
    days = groupby(week, key=lambda hours: hours[0])
    return [
        (
            WorkingHours.Weekday(weekday).label[:3],
            ", ".join(f"{wall_time(opens)} to {_closing(closes)}" for _, opens, closes in hours),
        )
        for weekday, hours in days
    ]


def _closing(closes: time) -> str:
    return "midnight" if closes == time(0) else wall_time(closes)


def _chip(start: datetime, centre: Clock) -> tuple[str, str]:
    zone = centre.zone
    words = f"{short_day(start, zone)}, {clock_time(start, zone)}"
    return f"slots={quote(iso_at(start, zone))}", words
