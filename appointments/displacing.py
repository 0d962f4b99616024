"""Changing hours under which somebody is booked: no appointment falls out of them unseen.

Whatever changes hours or time off of a centre, or of one place there, does it inside
`changing_hours`. The appointments that it newly displaces each need a decision: move to a proposed
time, cancel, or leave as it stands. With one for each, change and decisions are carried out in one
transaction, by the services that patients use, so that mails, logs and slots follow. Else nothing
is written at all, and `Undecided` says what there is to decide:

    try:
        with changing_hours(centre, decisions=decisions, by=user, now=now) as outcome:
            centre.time_off.create(...)
    except Undecided as question:
        ...  # ask about question.hits, and send the change and the decisions again

Pages have `appointments.views.desk.displaced` to do so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Patient, User
from appointments import services
from appointments.availability import displaced
from appointments.exceptions import Refused
from appointments.locks import hold_bookings
from appointments.models import Appointment
from appointments.proposals import propose
from centres.models import Affiliation, Centre


@dataclass(frozen=True)
class Move:
    """To the time that begins at `start`, as long as before."""

    start: datetime


@dataclass(frozen=True)
class Cancel:
    """With the mail saying `because`, an `Appointment.Cancellation`."""

    because: str


@dataclass(frozen=True)
class Leave:
    """It stays booked, outside the hours."""


Decision = Move | Cancel | Leave


@dataclass(frozen=True)
class Hit:
    """An appointment that the change displaces. `proposal` is a time to move it to, if there is
    one; `refusal` why its decision could not be carried out."""

    appointment: Appointment
    proposal: datetime | None
    refusal: Refused | None = None

    @property
    def has_arrived(self) -> bool:
        """Whether the patient sits in the waiting room."""
        return self.appointment.status == Appointment.Status.ARRIVED


class Undecided(Exception):
    """The hours are as they were. `hits`, in the order of time, need decisions."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        super().__init__(f"{len(hits)} appointments are displaced")
        self.hits = hits


@dataclass
class Outcome:
    """What became of the appointments, once the change is made."""

    moved: list[Appointment] = field(default_factory=list)
    cancelled: list[Appointment] = field(default_factory=list)
    left: list[Appointment] = field(default_factory=list)


@contextmanager
def changing_hours(
    subject: Centre | Affiliation,
    *,
    decisions: Mapping[UUID, Decision],
    arrived: Collection[UUID] = (),
    by: User,
    now: datetime,
) -> Iterator[Outcome]:
    """One transaction in which hours of a centre, or of one place there, are changed and
    `decisions`, by the appointment's pk, are carried out. Those about what is not displaced count
    for nothing. Nobody books at the centre meanwhile. Whoever sits in the waiting room is moved or
    cancelled only by a decision that was made knowing it: for the appointments `arrived`.

    Raises `Undecided`, and then nothing has changed: when an appointment that the change hits has
    no decision or one that is refused. Hit is what the change gives a reason to lie outside of the
    hours; one that was left outside before is hit again by a day off over it.
    """
    places = Affiliation.objects.of(subject).with_names()
    outcome = Outcome()
    with transaction.atomic():
        hold_bookings(subject)
        before = displaced(places.all(), now=now)

        yield outcome

        def newly_displaced() -> list[Appointment]:
            found = displaced(places.all(), now=now)
            return [one for one, why in found.items() if why - before.get(one, frozenset())]

        hit = newly_displaced()
        if hit:
            _hold_patients(hit)
            hit = newly_displaced()  # until they were held, they could move and cancel
        is_decided = all(_is_decided(one, decisions, arrived) for one in hit)
        refusals = _carry_out(hit, decisions, outcome, by, now) if is_decided else {}
        if refusals or not is_decided:
            proposals = propose(hit, now=now)
            raise Undecided([Hit(one, proposals.get(one.pk), refusals.get(one.pk)) for one in hit])


def _is_decided(
    appointment: Appointment, decisions: Mapping[UUID, Decision], arrived: Collection[UUID]
) -> bool:
    decision = decisions.get(appointment.pk)
    is_known = appointment.pk in arrived or appointment.status != Appointment.Status.ARRIVED
    return decision is not None and (is_known or isinstance(decision, Leave))


def _hold_patients(appointments: Sequence[Appointment]) -> None:
    """In one order, so that two changes which hit the same patients never wait for each other in
    a circle."""
    patients = Patient.objects.filter(pk__in={one.patient_id for one in appointments})
    list(patients.select_for_update(no_key=True).order_by("pk"))


def _carry_out(
    hit: Sequence[Appointment],
    decisions: Mapping[UUID, Decision],
    outcome: Outcome,
    by: User,
    now: datetime,
) -> dict[UUID, Refused]:
    """All decisions, or none of them and why, by the appointment's pk."""
    refusals = {}
    with transaction.atomic():
        for appointment in hit:
            try:
                _carry_out_one(appointment, decisions[appointment.pk], outcome, by, now)
            except Refused as refusal:
                refusals[appointment.pk] = refusal
        if refusals:
            transaction.set_rollback(True)
    return refusals


def _carry_out_one(
    appointment: Appointment, decision: Decision, outcome: Outcome, by: User, now: datetime
) -> None:
    match decision:
        case Move(start):
            starts = appointment.starts_from(start)
            moved = services.reschedule(appointment=appointment, starts=starts, by=by, now=now)
            outcome.moved.append(moved)
        case Cancel(because):
            cancelled = services.cancel(appointment=appointment, by=by, now=now, because=because)
            outcome.cancelled.append(cancelled)
        case Leave():
            outcome.left.append(appointment)
