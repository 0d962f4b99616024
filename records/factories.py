"""Example entries."""

from datetime import datetime, timedelta
from typing import Any

from appointments.models import Appointment
from records.models import HistoryEntry, Prescription
from records.services import record


def make_entry(
    appointment: Appointment,
    *,
    text: str = "A cough for two weeks.",
    amends: HistoryEntry | None = None,
    medication: list[dict[str, Any]] | None = None,
    now: datetime | None = None,
) -> HistoryEntry:
    """An entry of the appointment's provider, saved as the consultation page does."""
    record(
        appointment=appointment,
        by=appointment.provider.user,
        text=text,
        amends=amends,
        medication=[Prescription(**fields) for fields in medication or []],
        now=now or appointment.starts_at + timedelta(minutes=20),
    )
    return appointment.entries.latest("number")
