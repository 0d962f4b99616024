"""A provider's days: visits and free time in order, at all their centres."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import User
from appointments.availability import free_starts
from appointments.visits import Visit, as_visits, lines_between, lines_standing, times_of
from centres.clock import MONTHS, ONE_DAY, WEEKDAYS, Clock
from centres.models import Affiliation, Centre
from centres.validators import SLOT

OF_CENTRE = ["id", "name", "timezone"]  # in the order of the model's fields


@Compiled
def _places(reader: User) -> QuerySet[Affiliation, tuple[Any, ...]]:
    own = Affiliation.objects.filter(provider__user=reader).order_by("pk")
    return own.values_list("pk", "provider_id", *(f"centre__{name}" for name in OF_CENTRE))


def places_of(reader: User) -> list[Affiliation]:
    """The places of a provider, in one query; with no more of each than `day_sheets` asks for."""
    found = []
    for pk, provider, *of_centre in _places(reader):
        place = Affiliation(pk=pk, provider_id=provider)
        place.centre = Centre.from_db(DEFAULT_DB_ALIAS, OF_CENTRE, of_centre)
        found.append(place)
    return found


@dataclass(frozen=True)
class FreeRun:
    """Adjoining free half hours at one centre, folded into one line."""

    centre: Centre
    starts_at: datetime
    ends_at: datetime
    is_free = True  # what tells a template this line from a visit

    @property
    def when(self) -> str:
        """“5:30pm to 6:00pm”"""
        return times_of(self.starts_at, self.ends_at, Clock(self.centre.timezone))


@dataclass
class DaySheet:
    """One day of a provider, by the local date of each centre."""

    date: date
    visits: list[Visit] = field(default_factory=list)
    free: list[FreeRun] = field(default_factory=list)

    @property
    def name(self) -> str:
        """“Wed 6 August”"""
        day = self.date
        return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}"

    @property
    def lines(self) -> list[Visit | FreeRun]:
        """Visits and free runs in the order of time."""
        return sorted([*self.visits, *self.free], key=attrgetter("starts_at"))

    @property
    def centre(self) -> str:
        """The name of the centre where the whole day is; empty if it is not at one."""
        centres = {visit.centre_id: visit.centre for visit in self.visits}
        centres |= {run.centre.pk: run.centre.name for run in self.free}
        return centres.popitem()[1] if len(centres) == 1 else ""

    @property
    def free_in_words(self) -> str:
        """“3 free half hours”"""
        count = sum((run.ends_at - run.starts_at) // SLOT for run in self.free)
        return f"{count} free half hour{'s' * (count != 1)}"


def day_sheets(
    reader: User,
    affiliations: Sequence[Affiliation],
    *,
    first_day: date,
    days: int,
    now: datetime,
) -> list[DaySheet]:
    """A sheet for each of `days` days from `first_day`, of a provider's own visits without what is
    cancelled. `affiliations` are their places, as `places_of` gives them. Free time is what can
    still be booked. A fixed number of queries."""
    sheets = {day: DaySheet(day) for day in (first_day + n * ONE_DAY for n in range(days))}
    # A local day begins up to 14 hours before and 12 hours after that of UTC.
    begin = datetime.combine(first_day - ONE_DAY, time.min, UTC)
    for visit in as_visits(lines_between(reader, begin, begin + (days + 2) * ONE_DAY), times_of):
        if visit.day in sheets:
            sheets[visit.day].visits.append(visit)
    free = free_starts(affiliations, first_day=first_day, days=days, now=now)
    for affiliation in affiliations:
        for day, run in _runs(affiliation.centre, free[affiliation.pk]):
            sheets[day].free.append(run)
    return list(sheets.values())


def now_or_next(reader: User, *, now: datetime) -> Visit | None:
    """Of a provider's appointments the one that goes on at `now`, or else the next one if it begins
    within a day, whatever the date at its centre."""
    return next(iter(as_visits(lines_standing(reader, now, now + ONE_DAY)[:1])), None)


def today_of(affiliations: Iterable[Affiliation], *, fallback: ZoneInfo, now: datetime) -> date:
    """Today at the provider's centres; where they lie in several zones, the earliest of their
    dates, so that a day is not left before it is over everywhere."""
    zones = {affiliation.centre.zone for affiliation in affiliations} or {fallback}
    return min(now.astimezone(zone).date() for zone in zones)


def _runs(centre: Centre, starts: Iterable[datetime]) -> Iterator[tuple[date, FreeRun]]:
    """Starts that adjoin on one local day, joined, with that day."""
    zone = centre.zone
    for day, (first, *others) in groupby(starts, key=lambda start: start.astimezone(zone).date()):
        end = first + SLOT
        for start in others:
            if start != end:
                yield day, FreeRun(centre, first, end)
                first = start
            end = start + SLOT
        yield day, FreeRun(centre, first, end)
