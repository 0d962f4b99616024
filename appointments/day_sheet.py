"""A provider's days: visits and free time in order, at all their centres."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from appointments.availability import free_starts
from appointments.querysets import AppointmentQuerySet
from appointments.visits import Visit, as_visits, times_of
from centres.clock import ONE_DAY, Clock
from centres.models import Affiliation, Centre
from centres.validators import SLOT


@dataclass(frozen=True)
class FreeRun:
    """Adjoining free half hours at one centre, folded into one line."""

    centre: Centre
    starts_at: datetime
    ends_at: datetime
    is_free = True  # what tells a template this line from a visit

    @property
    def times(self) -> str:
        """“5:30pm to 6:00pm”"""
        return times_of(self.starts_at, self.ends_at, Clock(self.centre.timezone))


@dataclass
class DaySheet:
    """One day of a provider, by the local date of each centre."""

    date: date
    visits: list[Visit] = field(default_factory=list)
    free: list[FreeRun] = field(default_factory=list)

    @property
    def lines(self) -> list[Visit | FreeRun]:
        """Visits and free runs in the order of time."""
        return sorted([*self.visits, *self.free], key=lambda line: line.starts_at)

    @property
    def centre(self) -> str:
        """The name of the centre where the whole day is; empty if it is not at one."""
        centres = {visit.centre_id: visit.centre for visit in self.visits}
        centres |= {run.centre.pk: run.centre.name for run in self.free}
        return centres.popitem()[1] if len(centres) == 1 else ""

    @property
    def free_slots(self) -> int:
        """How many half hours are free."""
        return sum((run.ends_at - run.starts_at) // SLOT for run in self.free)


def day_sheets(
    own: AppointmentQuerySet,
    affiliations: Sequence[Affiliation],
    *,
    first_day: date,
    days: int,
    now: datetime,
) -> list[DaySheet]:
    """A sheet for each of `days` days from `first_day`, without what is cancelled. `own` are all
    appointments of a provider, and `affiliations` their places, joined with the centres. Free time
    is what can still be booked. A fixed number of queries."""
    sheets = {day: DaySheet(day) for day in (first_day + n * ONE_DAY for n in range(days))}
    visits = own.filter(day__in=sheets).exclude(status=own.model.Status.CANCELLED)
    for visit in as_visits(visits.in_lines()):
        sheets[visit.appointment.day].visits.append(visit)
    free = free_starts(affiliations, first_day=first_day, days=days, now=now)
    for affiliation in affiliations:
        for run in _runs(affiliation.centre, free[affiliation.pk]):
            sheets[run.starts_at.astimezone(run.centre.zone).date()].free.append(run)
    return list(sheets.values())


def now_or_next(own: AppointmentQuerySet, *, now: datetime) -> Visit | None:
    """Of a provider's appointments the one that goes on at `now`, or else the next one if it begins
    within a day, whatever the date at its centre."""
    ahead = own.standing().upcoming(now).filter(starts_at__lt=now + ONE_DAY)
    return next(iter(as_visits(ahead.in_lines()[:1])), None)


def today_of(affiliations: Iterable[Affiliation], *, fallback: ZoneInfo, now: datetime) -> date:
    """Today at the provider's centres; where they lie in several zones, the earliest of their
    dates, so that a day is not left before it is over everywhere."""
    zones = {affiliation.centre.zone for affiliation in affiliations} or {fallback}
    return min(now.astimezone(zone).date() for zone in zones)


def _runs(centre: Centre, starts: Iterable[datetime]) -> list[FreeRun]:
    """Starts that adjoin on one local day, joined."""
    runs: list[FreeRun] = []
    for start in starts:
        last = runs[-1] if runs else None
        if last and last.ends_at == start and _same_day(last.starts_at, start, centre.zone):
            runs[-1] = FreeRun(centre, last.starts_at, start + SLOT)
        else:
            runs.append(FreeRun(centre, start, start + SLOT))
    return runs


def _same_day(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    return one.astimezone(zone).date() == other.astimezone(zone).date()
