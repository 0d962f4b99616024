"""What a patient has booked already, as the rules of a booking ask about it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import Patient
from appointments.models import Appointment
from centres.validators import SLOT

# How long before another an appointment can begin that shares its time or its local day: a day has
# 25 hours at most, and begins at one centre up to 26 hours before it does at another.
REACH = timedelta(days=3)


class Commitment(NamedTuple):
    """One of a patient's appointments that is not cancelled: it keeps its half hours."""

    pk: UUID
    provider: int
    day: date
    starts_at: datetime
    ends_at: datetime
    status: str

    @property
    def is_standing(self) -> bool:
        return self.status in Appointment.STANDING


@Compiled
def _kept(patient: Patient, after: datetime) -> QuerySet[Appointment, tuple[Any, ...]]:
    """Every booking asks it."""
    kept = Appointment.objects.others_of(patient, None).not_cancelled()
    found = kept.filter(starts_at__gt=after).order_by("starts_at", "pk")
    return found.values_list("pk", "provider_id", "day", "starts_at", "ends_at", "status")


class Commitments:
    """What a patient has around `since` (UTC) and after it, but for `moving`, which would leave its
    time. One query, whose rows are few: it reads back as far as REACH, and ahead what the limit of
    upcoming appointments lets a patient have."""

    def __init__(self, patient: Patient, *, since: datetime, moving: Appointment | None) -> None:
        found = (Commitment(*row) for row in _kept(patient, since - REACH))
        self._all = [own for own in found if moving is None or own.pk != moving.pk]

    def at(self, starts: Sequence[datetime]) -> Commitment | None:
        """The first that shares a half hour with those adjoining ones that start at `starts`."""
        begin, end = starts[0], starts[-1] + SLOT
        return next((own for own in self._all if own.starts_at < end and begin < own.ends_at), None)

    def with_provider(self, provider: int, day: date) -> Commitment | None:
        """The first that stands with a provider (pk) on a local day."""
        standing = (own for own in self._all if own.is_standing)
        return next((own for own in standing if (own.provider, own.day) == (provider, day)), None)

    def ahead(self, now: datetime) -> int:
        """How many stand that are to come."""
        return sum(own.is_standing and own.starts_at > now for own in self._all)
