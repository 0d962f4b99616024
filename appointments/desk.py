"""The day of a centre as its desk sees it: every provider in a column, against the clock."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from appointments.availability import horizon
from appointments.models import Appointment
from appointments.opening import Calendar, slots_of_day
from centres.models import Affiliation, Centre
from centres.validators import SLOT
from centres.week import Kind, Span, off_on


@dataclass(frozen=True)
class Cell:
    """A half hour of one provider, or the `rows` half hours that a visit takes. Neither a visit
    nor free: the provider does not see patients here, or the time has passed."""

    affiliation: Affiliation
    start: datetime
    visit: Appointment | None = None
    rows: int = 1
    is_free: bool = False


@dataclass(frozen=True)
class Row:
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
    columns: list[Affiliation] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    absent: list[Affiliation] = field(default_factory=list)
    off: list[Span] = field(default_factory=list)

    @property
    def version(self) -> str:
        """Another one as soon as something on the sheet is another."""
        told = [
            (row.is_now, cell.affiliation.pk, cell.is_free, cell.rows, _told(cell.visit))
            for row in self.rows
            for cell in row.cells
        ]
        absent = [place.pk for place in self.absent]
        off = [(span.subject.pk, span.words, span.reason) for span in self.off]
        return hashlib.sha256(repr((self.date, absent, off, told)).encode()).hexdigest()[:16]


def _told(visit: Appointment | None) -> object:
    return visit and (visit.pk.hex, visit.status, visit.sequence, str(visit.patient))


def centre_day(centre: Centre, day: date, *, now: datetime) -> CentreDay:
    """The local `day` at a centre, without what is cancelled. Free is what can still be booked.
    A fixed number of queries."""
    places = list(centre.affiliations.with_provider_names().by_name())
    visits = _visits(centre, day)
    calendar = Calendar(places, first_day=day, days=1)
    starts = [start for start, _ in slots_of_day(centre.zone, day)]
    opened = {(place.pk, start) for place in places for start in calendar.opened(place, day)}
    here = {pk for pk, _ in [*opened, *visits]}
    columns = [place for place in places if place.pk in here]
    used = [start for _, start in opened] + [start for _, start in visits]
    first, last = min(used, default=now), max(used, default=now)
    shown = [start for start in starts if used and first <= start <= last]

    def is_free(place: Affiliation, start: datetime) -> bool:
        return (
            (place.pk, start) in opened
            and now <= start <= horizon(now)
            and place.provider.is_listed
            and not calendar.is_taken(place, start)
        )

    def cells(start: datetime) -> Iterable[Cell]:
        for place in columns:
            visit = visits.get((place.pk, start))
            if visit is None:
                yield Cell(place, start, is_free=is_free(place, start))
            elif visit.starts_at == start:
                rows = sum(start <= other < visit.ends_at for other in shown)
                yield Cell(place, start, visit, rows)

    rows = [Row(start, list(cells(start)), start <= now < start + SLOT) for start in shown]
    listed = [place for place in places if place.provider.is_listed]
    off = off_on(centre, listed, day)
    told = here | {span.subject.pk for span in off if span.kind == Kind.OFF}
    absent = [place for place in listed if place.pk not in told]
    return CentreDay(day, columns, rows, absent, off)


def _visits(centre: Centre, day: date) -> dict[tuple[int, datetime], Appointment]:
    """Each half hour that a visit of the day takes, by place and start."""
    kept = Appointment.objects.filter(affiliation__centre=centre, day=day)
    visits = kept.exclude(status=Appointment.Status.CANCELLED).for_a_day_sheet()
    return {
        (visit.affiliation_id, visit.starts_at + n * SLOT): visit
        for visit in visits
        for n in range((visit.ends_at - visit.starts_at) // SLOT)
    }
