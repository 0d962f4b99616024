"""The log of who opened a history as its patient reads it: in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import User, shown_name
from accounts.paths import path_of
from centres.clock import Clock, clock_day, moment, moment_at
from records.access import DONE_TO_APPOINTMENTS, doing
from records.models import AccessEvent


@dataclass(frozen=True)
class Line:
    """One line. `actor` and their `service` are empty where it was the patient; `clock` and
    `visit_at` are those of the appointment, where there is one."""

    action: str
    at: datetime
    allowed: bool
    entry_number: int | None
    actor: str
    service: str
    appointment_id: UUID | None
    visit_at: datetime | None
    centre: str
    clock: Clock | None
    zone: ZoneInfo  # for what was at no centre

    @property
    def standing(self) -> str:
        """“, GP, at North Clinic,”, after the name of somebody else."""
        parts = [self.service, f"at {self.centre}" if self.centre else ""]
        return "".join(f", {part}" for part in parts if part) + ","

    @property
    def deed(self) -> str:
        """“opened your history on Wednesday 6 August 2026, 5:30pm, because of”"""
        done = doing(self.action, allowed=self.allowed, entry_number=self.entry_number)
        if self.clock is None:
            return f"{done} on {moment(self.at, self.zone)}"
        link = ":" if self.action in DONE_TO_APPOINTMENTS else ", because of"
        return f"{done} on {moment_at(self.at, self.clock)}{link}"

    @property
    def day(self) -> str:
        """The day of the appointment; empty where there is none."""
        return clock_day(self.visit_at, self.clock.zone) if self.visit_at and self.clock else ""

    @property
    def path(self) -> str:
        """To the appointment; empty where there is none."""
        return path_of("appointments:detail", self.appointment_id) if self.appointment_id else ""


@dataclass(frozen=True)
class Lines:
    """What a patient reads, the newest first: their own doings, or what everybody else did. Read
    when a part of it is asked for."""

    reader: User
    is_own: bool
    zone: ZoneInfo

    def __getitem__(self, part: slice) -> list[Line]:
        rows = _rows(self.reader, self.is_own, range(part.start, part.stop))
        return [_line(row, self.reader, self.zone) for row in rows]


def _line(row: tuple[Any, ...], reader: User, zone: ZoneInfo) -> Line:
    action, at, allowed, number, actor, full_name, email, role, service, *visit = row
    appointment_id, visit_at, centre, timezone = visit
    is_own = actor == reader.pk
    clinic = "clinic staff" if role == User.Role.STAFF else ""
    return Line(
        action=action,
        at=at,
        allowed=allowed,
        entry_number=number,
        actor="" if is_own else shown_name(full_name, email),
        service="" if is_own else service or clinic,
        appointment_id=appointment_id,
        visit_at=visit_at,
        centre=centre or "",
        clock=Clock(timezone) if timezone else None,
        zone=zone,
    )


@Compiled
def _rows(reader: User, is_own: bool, places: range) -> QuerySet[AccessEvent, tuple[Any, ...]]:
    visible = AccessEvent.objects.visible_to(reader)
    events = visible.by(reader) if is_own else visible.by_others_than(reader)
    return events.in_lines(places.start, places.stop)
