"""What a patient has booked already, as the rules of a booking ask about it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from accounts.models import Patient
from appointments.models import Appointment
from centres.validators import SLOT

# How long before another an appointment can begin that shares its time or its local day: a day has
# 25 hours at most, and begins at one centre up to 26 hours before it does at another.
REACH = timedelta(days=3)

# What keeps its half hours. By hand, because every booking asks it: a queryset takes three times as
# long to put the same words together.
STATEMENT = """\
SELECT id, provider_id, day, starts_at, ends_at, status
  FROM "appointments_appointment"
 WHERE patient_id = %s AND starts_at > %s AND status <> %s
 ORDER BY starts_at, id
"""


class Commitments:
    """What a patient has around `since` (UTC) and after it, but for `moving`, which would leave its
    time. One query, whose rows are few: it reads back as far as REACH, and ahead what the limit of
    upcoming appointments lets a patient have."""

    def __init__(self, patient: Patient, *, since: datetime, moving: Appointment | None) -> None:
        # In this form a UUID is known to every database.
        values = [patient.pk.hex, since - REACH, Appointment.Status.CANCELLED.value]
        found = Appointment.objects.raw(STATEMENT, values)
        self._all = [own for own in found if moving is None or own.pk != moving.pk]

    def at(self, starts: Sequence[datetime]) -> Appointment | None:
        """The first that shares a half hour with those adjoining ones that start at `starts`."""
        begin, end = starts[0], starts[-1] + SLOT
        return next((own for own in self._all if own.starts_at < end and begin < own.ends_at), None)

    def with_provider(self, provider: int, day: date) -> Appointment | None:
        """The first that stands with a provider (pk) on a local day."""
        standing = (own for own in self._all if own.is_standing)
        return next(
            (own for own in standing if (own.provider_id, own.day) == (provider, day)), None
        )

    def ahead(self, now: datetime) -> int:
        """How many stand that are to come."""
        return sum(own.is_standing and own.starts_at > now for own in self._all)
