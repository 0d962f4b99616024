"""Appointments as their provider reads them in a list: in words, put together before a template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import shown_name
from accounts.paths import path_of
from appointments.models import Appointment
from centres.clock import Clock, clock_time, moment_at, time_at


@dataclass(frozen=True)
class Visit:
    """One line. `patient` is the name of who comes, and `clock` that of the centre."""

    appointment: Appointment
    patient: str
    centre_id: int
    centre: str
    clock: Clock
    is_free = False  # what tells a template this line from free time

    @property
    def starts_at(self) -> datetime:
        return self.appointment.starts_at

    @property
    def moment(self) -> str:
        """“Wednesday 6 August 2026, 5:30pm”"""
        return moment_at(self.appointment.starts_at, self.clock)

    @property
    def times(self) -> str:
        """“5:30pm to 6:00pm”"""
        return times_of(self.appointment.starts_at, self.appointment.ends_at, self.clock)

    @property
    def path(self) -> str:
        return path_of("appointments:detail", self.appointment.pk)

    @property
    def path_of_patient(self) -> str:
        """To the patient's page while the visit opens that, else nothing."""
        is_open = self.appointment.is_live
        return path_of("records:patient", self.appointment.patient_id) if is_open else ""

    @property
    def path_of_consultation(self) -> str:
        """While the visit opens the history, else nothing."""
        is_open = self.appointment.is_live
        return path_of("records:consultation", self.appointment.pk) if is_open else ""


def times_of(starts_at: datetime, ends_at: datetime, clock: Clock) -> str:
    """“5:30pm to 6:00pm (Perth time)”"""
    return f"{clock_time(starts_at, clock.zone)} to {time_at(ends_at, clock)}"


def as_visits(appointments: Iterable[Appointment]) -> list[Visit]:
    """The lines of appointments that were read `in_lines`."""
    rows: Iterable[Any] = appointments
    return [
        Visit(
            row,
            shown_name(row.patient_name, row.patient_email),
            row.centre_id,
            row.centre_name,
            Clock(row.timezone),
        )
        for row in rows
    ]
