"""A booking in one line. Times are Sydney's summer time, UTC+11."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Patient, User
from appointments.models import Appointment
from appointments.services import book
from centres.models import Affiliation

SYDNEY = ZoneInfo("Australia/Sydney")
NOW = datetime(2026, 11, 23, 12, tzinfo=SYDNEY)  # a Monday
TEN = datetime(2026, 11, 25, 10, tzinfo=SYDNEY)  # the Wednesday after
HALF_HOUR = timedelta(minutes=30)


def book_at(
    patient: Patient, affiliation: Affiliation, *starts: datetime, by: User | None = None
) -> Appointment:
    return book(
        patient=patient,
        affiliation=affiliation,
        starts=starts,
        reason="A cough",
        by=by or patient.user,
        now=NOW,
    )
