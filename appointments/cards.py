"""A patient's own appointments as a list shows them, put into words before the template."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import User, shown_name
from accounts.paths import path_of
from appointments.models import TAGS, Appointment
from appointments.rules import can_still_change
from centres.clock import Clock, moment_at

Rows = QuerySet[Appointment, tuple[Any, ...]]


@Compiled
def own_upcoming(reader: User, now: datetime) -> Rows:
    """What is to come of the reader's own, for `cards`."""
    return Appointment.objects.visible_to(reader).upcoming(now).for_cards()


@Compiled
def own_standing(reader: User, now: datetime) -> Rows:
    """What of that is still to take place."""
    return Appointment.objects.visible_to(reader).standing().upcoming(now).for_cards()


@Compiled
def own_past(reader: User, now: datetime) -> Rows:
    """What is past or cancelled of the reader's own, for `cards`."""
    return Appointment.objects.visible_to(reader).past(now).for_cards()


class Card(NamedTuple):
    """`provider_path` is empty where nobody can book the provider any more, and the last three are
    where the patient can no longer change it."""

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
    calendar_path: str
    change_path: str
    cancel_path: str


def cards(rows: Iterable[tuple[Any, ...]], by: User, now: datetime) -> list[Card]:
    """Cards of `by`, from rows of `AppointmentQuerySet.for_cards`."""
    return [_card(*row, by=by, now=now) for row in rows]


def _card(
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
    *,
    by: User,
    now: datetime,
) -> Card:
    can_change = can_still_change(status, starts_at, by, now)
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
        calendar_path=path_of("appointments:calendar", pk) if can_change else "",
        change_path=path_of("appointments:reschedule", pk) if can_change else "",
        cancel_path=path_of("appointments:cancel", pk) if can_change else "",
    )
