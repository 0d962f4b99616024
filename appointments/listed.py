"""The rows of the desk's list of appointments, read by a statement that is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from accounts.compiled import Compiled
from appointments.models import Appointment


class Listed(NamedTuple):
    """What a row shows, by the names that `AppointmentQuerySet.for_a_list` gives."""

    pk: UUID
    starts_at: datetime
    status: str
    patient_full_name: str
    patient_email: str
    provider_full_name: str
    provider_email: str
    centre_name: str
    timezone: str


@Compiled
def _listed(*keys: UUID) -> QuerySet[Appointment, tuple[Any, ...]]:
    return Appointment.objects.filter(pk__in=keys).for_a_list().values_list(*Listed._fields)


def listed(keys: Sequence[UUID]) -> list[Listed]:
    """The appointments with these keys, in their order; without those that are gone. One query."""
    found = {row[0]: Listed(*row) for row in _listed(*keys)}
    return [found[key] for key in keys if key in found]
