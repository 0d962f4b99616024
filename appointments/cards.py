"""A patient's own appointments as a list shows them, put into words before the template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User, shown_name
from accounts.paths import path_of
from appointments.models import TAGS, Appointment
from appointments.rules import can_still_change
from centres.clock import Clock, moment_at


@dataclass(frozen=True)
class Card:
    """`provider_path` is empty where nobody can book the provider any more."""

    pk: UUID
    path: str
    when: str
    state: str
    tag: str
    provider: str
    provider_path: str
    service: str
    centre: str
    centre_path: str
    can_change: bool


def cards(rows: Iterable[tuple[Any, ...]], by: User, now: datetime) -> list[Card]:
    """Cards of `by`, from rows of `AppointmentQuerySet.for_cards`."""

    def card(
        pk: UUID,
        status: str,
        starts_at: datetime,
        provider: int,
        full_name: str,
        email: str,
        is_listed: bool,
        profession: str,
        expertise: str | None,
        centre: int,
        centre_name: str,
        timezone: str,
    ) -> Card:
        return Card(
            pk=pk,
            path=path_of("appointments:detail", pk),
            when=moment_at(starts_at, Clock(timezone)),
            state=Appointment.Status(status).label,
            tag=TAGS[status],
            provider=shown_name(full_name, email),
            provider_path=path_of("centres:provider", provider) if is_listed else "",
            service=expertise or profession,
            centre=centre_name,
            centre_path=path_of("centres:centre", centre),
            can_change=can_still_change(status, starts_at, by, now),
        )

    return [card(*row) for row in rows]
