"""A consultation in one line, at a fixed time."""

from datetime import datetime
from typing import Any

from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.booking import NOW, TEN
from records.models import HistoryEntry
from records.services import record

__all__ = ["NOW", "visit", "write"]


def visit(**fields: Any) -> Appointment:
    """An appointment to come, booked with a GP unless told."""
    return make_appointment(**{"starts_at": TEN, **fields})


def write(appointment: Appointment, text: str = "A cough.", *, now: datetime = NOW) -> HistoryEntry:
    """The entry that its provider saves under an appointment."""
    recorded = record(appointment=appointment, by=appointment.provider.user, text=text, now=now)
    assert recorded.entry is not None
    return recorded.entry
