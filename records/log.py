"""The log of who opened a history as its patient reads it: in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from accounts.models import User, shown_name
from centres.clock import Clock, clock_day, moment, moment_at
from records.access import DONE_TO_APPOINTMENTS, doing
from records.models import AccessEvent


@dataclass(frozen=True)
class Line:
    """One line. `actor` and their `service` are empty where it was the patient; `clock` and
    `visit_at` are those of the appointment, where there is one."""

    event: AccessEvent
    actor: str
    service: str
    centre: str
    clock: Clock | None
    visit_at: datetime
    zone: ZoneInfo  # for what was at no centre

    @property
    def standing(self) -> str:
        """“, GP, at North Clinic,”, after the name of somebody else."""
        parts = [self.service, f"at {self.centre}" if self.centre else ""]
        return "".join(f", {part}" for part in parts if part) + ","

    @property
    def deed(self) -> str:
        """“opened your history on Wednesday 6 August 2026, 5:30pm, because of”"""
        if self.clock is None:
            return f"{doing(self.event)} on {moment(self.event.at, self.zone)}"
        is_done_to_it = self.event.action in DONE_TO_APPOINTMENTS
        link = ":" if is_done_to_it else ", because of"
        return f"{doing(self.event)} on {moment_at(self.event.at, self.clock)}{link}"

    @property
    def day(self) -> str:
        """The day of the appointment; empty where there is none."""
        return clock_day(self.visit_at, self.clock.zone) if self.clock else ""

    @property
    def path(self) -> str:
        """To the appointment."""
        return reverse("appointments:detail", args=[self.event.appointment_id])


def as_lines(events: Iterable[AccessEvent], reader: User, zone: ZoneInfo) -> list[Line]:
    """The lines of events that were read `in_lines`."""
    return [_line(event, reader, zone) for event in events]


def _line(event: Any, reader: User, zone: ZoneInfo) -> Line:
    is_own = event.actor_id == reader.pk
    clinic = "clinic staff" if event.actor_role == User.Role.STAFF else ""
    return Line(
        event=event,
        actor="" if is_own else shown_name(event.actor_name, event.actor_email),
        service="" if is_own else event.expertise or event.profession or clinic,
        centre=event.centre_name or "",
        clock=Clock(event.timezone) if event.timezone else None,
        visit_at=event.visit_at,
        zone=zone,
    )
