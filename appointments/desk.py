"""The day of a centre as its desk sees it: every provider in a column, against the clock."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from appointments.availability import horizon
from appointments.desk_rows import Off, Place, Visit, read_day
from appointments.opening import Calendar, slots_of_day
from centres.models import Centre
from centres.validators import SLOT


class Cell(NamedTuple):
    """A half hour of one provider, or the `rows` half hours that a visit takes. Neither a visit
    nor free: the provider does not see patients here, or the time has passed."""

    place: int  # its pk
    visit: Visit | None = None
    rows: int = 1
    is_free: bool = False


class Row(NamedTuple):
    """A half hour of the day. A visit stands in the row in which it begins."""

    start: datetime
    cells: list[Cell]
    is_now: bool


@dataclass(frozen=True)
class CentreDay:
    """From the first half hour in which somebody works or is booked to the last. `off` is the time
    off that falls on the day; `absent` are the places of those who neither work nor are booked on
    it, and are not off."""

    date: date
    version: str  # another one as soon as the sheet is another
    columns: list[Place] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    absent: list[Place] = field(default_factory=list)
    off: list[Off] = field(default_factory=list)


def centre_day(centre: Centre, day: date, *, now: datetime) -> CentreDay:
    """The local `day` at a centre, without what is cancelled. Free is what can still be booked.
    A fixed number of queries."""
    read = read_day(centre, day, now=now)
    places, visits, calendar = read.places, _by_half_hour(read.visits), Calendar(read.hours)
    opened = {place.pk: calendar.opened(place, day) for place in places}
    columns = [place for place in places if opened[place.pk] or place.pk in visits]
    free = {place.pk: _free(calendar, place, opened[place.pk], now) for place in columns}
    used = [start for starts in (*opened.values(), *visits.values()) for start in starts]
    first, last = min(used, default=now), max(used, default=now)
    slots = slots_of_day(centre.zone, day) if used else ()
    shown = [start for start, _ in slots if first <= start <= last]
    rows = [
        Row(start, list(_cells(free, visits, start, left)), start <= now < start + SLOT)
        for start, left in zip(shown, range(len(shown), 0, -1), strict=True)
    ]
    told = {place.pk for place in columns} | {off.place.pk for off in read.off if off.place}
    absent = [place for place in places if place.is_listed and place.pk not in told]
    return CentreDay(day, read.version, columns, rows, absent, read.off)


def _by_half_hour(visits: Iterable[Visit]) -> Mapping[int, Mapping[datetime, Visit]]:
    """By place (its pk), the visit that takes each half hour."""
    taken: defaultdict[int, dict[datetime, Visit]] = defaultdict(dict)
    for visit in visits:
        for n in range((visit.ends_at - visit.starts_at) // SLOT):
            taken[visit.place][visit.starts_at + n * SLOT] = visit
    return taken


def _free(
    calendar: Calendar, place: Place, opened: Iterable[datetime], now: datetime
) -> Collection[datetime]:
    """The half hours of those `opened` that can still be booked."""
    if not place.is_listed:
        return ()
    latest = horizon(now)
    return {
        start for start in opened if now <= start <= latest and not calendar.is_taken(place, start)
    }


def _cells(
    free: Mapping[int, Collection[datetime]],
    visits: Mapping[int, Mapping[datetime, Visit]],
    start: datetime,
    left: int,
) -> Iterator[Cell]:
    """Of a half hour, at each place of `free`. A visit takes no more than the rows that are
    `left`: it may go on after the day."""
    for place, starts in free.items():
        visit = visits[place].get(start) if place in visits else None
        if visit is None:
            yield Cell(place, is_free=start in starts)
        elif visit.starts_at == start:
            yield Cell(place, visit, min((visit.ends_at - start) // SLOT, left))
