"""A consultation in one line, at a fixed time."""

from datetime import datetime
from typing import Any

from django_tasks_db.models import DBTaskResult

from accounts.factories import ProviderFactory
from accounts.models import OutgoingMail
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.booking import NOW, TEN
from records.models import AccessEvent, HistoryEntry, Prescription
from records.services import Letter, record
from referrals.models import Notice, Referral

__all__ = ["NOW", "counts", "letter", "tablets", "visit", "write"]

ROWS = [HistoryEntry, Prescription, AccessEvent, Referral, Notice, OutgoingMail, DBTaskResult]


def visit(**fields: Any) -> Appointment:
    """An appointment to come, booked with a GP unless told."""
    return make_appointment(**{"starts_at": TEN, **fields})


def write(appointment: Appointment, text: str = "A cough.", *, now: datetime = NOW) -> HistoryEntry:
    """The entry that its provider saves under an appointment."""
    recorded = record(appointment=appointment, by=appointment.provider.user, text=text, now=now)
    assert recorded.entry is not None
    return recorded.entry


def tablets(**fields: Any) -> Prescription:
    """An unsaved prescription."""
    return Prescription(
        **{"medication": "Amoxicillin", "dose": "500 mg", "directions": "8-hourly", **fields}
    )


def letter(**fields: Any) -> Letter:
    """A letter to a new specialist."""
    usual: dict[str, Any] = {"text": "Dear colleague", "term": "12"}
    if "specialist" not in fields:
        usual["specialist"] = ProviderFactory.create(specialist=True)
    return Letter(**usual | fields)


def counts() -> dict[str, int]:
    """How many rows there are of all that a consultation writes."""
    return {model.__name__: model._default_manager.count() for model in ROWS}
