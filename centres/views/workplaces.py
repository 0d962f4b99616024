"""Where a provider works, as their page lists it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from urllib.parse import quote

from django.urls import reverse

from accounts.models import User
from appointments.availability import calendar_ahead, first_free
from centres.clock import clock_time, iso_at, short_day, wall_time
from centres.models import Affiliation, Centre, WorkingHours
from referrals.models import Referral
from referrals.openings import openings

CHIPS = 3


@dataclass(frozen=True)
class Workplace:
    """A centre, the weekly hours there and the next times that are free, in words. It is not
    `is_open` while the reader needs a referral first; `letter` is the one by which it is."""

    centre: Centre
    booking_path: str
    hours: list[tuple[str, str]]  # “Mon”, “9:00am to 12:30pm, 1:00pm to 5:00pm”
    chips: list[tuple[str, str]]  # the query string of the check page, “Wed 6 Aug, 9:00am”
    is_open: bool
    letter: Referral | None


def workplaces_of(
    affiliations: Iterable[Affiliation], *, reader: User, now: datetime
) -> list[Workplace]:
    """A provider's places, joined with their centres. A fixed number of queries."""
    affiliations = list(affiliations)
    open_to = openings(reader, affiliations, now=now)
    calendar = calendar_ahead(affiliations, now=now)

    def workplace(place: Affiliation) -> Workplace:
        is_open = open_to.is_open(place)
        times = first_free(calendar, place, now=now, count=CHIPS) if is_open else []
        return Workplace(
            centre=place.centre,
            booking_path=reverse("appointments:book", args=[place.pk]),
            hours=_in_words(calendar.weekly(place)),
            chips=[_chip(start, place.centre) for start in times],
            is_open=is_open,
            letter=next(iter(open_to.letters_for(place)), None),
        )

    return [workplace(place) for place in affiliations]


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


def _chip(start: datetime, centre: Centre) -> tuple[str, str]:
    zone = centre.zone
    words = f"{short_day(start, zone)}, {clock_time(start, zone)}"
    return f"slots={quote(iso_at(start, zone))}", words
