"""Appointments as their provider reads them in a list: in words, put together before a template."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import User, shown_name
from accounts.paths import path_of
from appointments.models import TAGS, Appointment
from centres.clock import Clock, clock_time, moment_at, time_at

Rows = QuerySet[Appointment, tuple[Any, ...]]


@Compiled
def lines_upcoming(reader: User, now: datetime) -> Rows:
    """What is to come of the reader's own, for `as_visits`."""
    return Appointment.objects.visible_to(reader).upcoming(now).in_lines()


@Compiled
def lines_standing(reader: User, now: datetime, until: datetime) -> Rows:
    """What of that is still to take place and begins before `until`."""
    standing = Appointment.objects.visible_to(reader).standing().upcoming(now)
    return standing.filter(starts_at__lt=until).in_lines()


@Compiled
def lines_between(reader: User, begin: datetime, end: datetime) -> Rows:
    """What of the reader's own begins in a span and is not cancelled, for `as_visits`."""
    kept = Appointment.objects.visible_to(reader).not_cancelled()
    return kept.filter(starts_at__gte=begin, starts_at__lt=end).in_lines()


@Compiled
def lines_past(reader: User, now: datetime) -> Rows:
    """What is past or cancelled of the reader's own, for `as_visits`."""
    return Appointment.objects.visible_to(reader).past(now).in_lines()


class Visit(NamedTuple):
    """One line. `patient` and `reason` are empty once the provider reads them no more, the paths to
    both pages while the visit opens neither."""

    pk: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    clock: Clock
    when: str
    path: str
    status: str
    tag: str
    patient: str
    patient_path: str
    reason: str
    centre_id: int
    centre: str
    centre_path: str
    consultation: str
    consultation_path: str

    @property
    def is_free(self) -> bool:
        """What tells a template this line from free time."""
        return False


InWords = Callable[[datetime, datetime, Clock], str]


def moment_of(starts_at: datetime, ends_at: datetime, clock: Clock) -> str:
    """“Wednesday 6 August 2026, 5:30pm (Perth time)”"""
    return moment_at(starts_at, clock)


def times_of(starts_at: datetime, ends_at: datetime, clock: Clock) -> str:
    """“5:30pm to 6:00pm (Perth time)”"""
    return f"{clock_time(starts_at, clock.zone)} to {time_at(ends_at, clock)}"


def as_visits(rows: Iterable[tuple[Any, ...]], in_words: InWords = moment_of) -> list[Visit]:
    """The lines of appointments that were read `in_lines`. `in_words` says when each is."""
    return [_visit(*row, in_words=in_words) for row in rows]


def _visit(
    pk: UUID,
    status: str,
    day: date,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    patient: UUID,
    full_name: str,
    email: str,
    centre: int,
    centre_name: str,
    timezone: str,
    *,
    in_words: InWords,
) -> Visit:
    clock = Clock(timezone)
    tells, is_open = status in Appointment.TELLING, status in Appointment.LIVE
    return Visit(
        pk=pk,
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        clock=clock,
        when=in_words(starts_at, ends_at, clock),
        path=path_of("appointments:detail", pk),
        status=Appointment.Status(status).label,
        tag=TAGS[status],
        patient=shown_name(full_name, email) if tells else "",
        patient_path=path_of("records:patient", patient) if is_open else "",
        reason=reason if tells else "",
        centre_id=centre,
        centre=centre_name,
        centre_path=path_of("centres:centre", centre),
        consultation="Start consultation" if status in Appointment.STANDING else "Consultation",
        consultation_path=path_of("records:consultation", pk) if is_open else "",
    )
