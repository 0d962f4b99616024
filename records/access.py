"""Why a history is open to somebody or closed, and what the log says of it, in words. The rule
itself is `AppointmentQuerySet.opening_history_to`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.joined import Joined
from accounts.models import Patient, User
from appointments.models import Appointment
from centres.clock import moment_at
from records.models import AccessEvent

Action = AccessEvent.Action
# After the name of who it was, for the patient: what was done, and what was refused.
DOINGS: dict[str, tuple[str, str]] = {
    Action.OPENED: ("opened your history", "tried to open your history"),
    Action.WROTE: ("added an entry to your history", "tried to add an entry to your history"),
    Action.SENT_LETTER: ("sent a referral letter", "tried to send a referral letter"),
    Action.READ_LETTER: ("opened a referral letter", "tried to open a referral letter"),
    Action.WITHDREW_LETTER: ("withdrew a referral letter", "tried to withdraw a referral letter"),
    Action.TOOK_AWAY: (
        "downloaded or printed your history",
        "tried to download or print your history",
    ),
    Action.BOOKED: ("booked for you", "tried to book for you"),
    Action.MOVED: ("moved for you", "tried to move for you"),
    Action.CANCELLED: ("cancelled for you", "tried to cancel for you"),
    Action.FOUND: ("found you by your email, phone or Medicare number", "tried to find you"),
    Action.MADE_ACCOUNT: ("made your account", "tried to make your account"),
}
NAMED = Joined(
    Appointment,
    *("patient", "patient__user", "affiliation", "affiliation__centre"),
    *("provider", "provider__user", "provider__profession", "provider__expertise"),
)
WITH_PROVIDER = Joined(Appointment, "provider")
# What is done to an appointment, where all else is done because of one.
DONE_TO_APPOINTMENTS = {Action.BOOKED, Action.MOVED, Action.CANCELLED}


def grounds_of(
    patient: Patient, user: User, now: datetime, named: Appointment | None = None
) -> Appointment | None:
    """The appointment that opens the patient's history to a provider: `named` where that does, else
    the one nearest to `now`; None where none does."""
    if named is not None and is_opened_by(patient, user, named):
        return named
    grounds = Appointment.objects.opening_history_to(user).filter(patient=patient)
    known = grounds.select_related("affiliation__centre")
    return min(known, key=lambda appointment: abs(appointment.starts_at - now), default=None)


def is_opened_by(patient: Patient, user: User, named: Appointment) -> bool:
    """Whether `named` is an appointment that opens the patient's history to `user` at this
    moment."""
    return bool(_opening(user, patient, named)[:1])


def opened_again(named: Appointment, patient: Patient, user: User) -> Appointment | None:
    """`named` as it is at this moment, joined with its provider and `patient`, where it opens the
    patient's history to `user`. One query."""
    for row in _again(user, patient, named):
        found = WITH_PROVIDER.made(row, Appointment.objects.db)
        found.patient = patient
        return found
    return None


def has_opened(patient: Patient, user: User) -> bool:
    """Whether the log says that `user` has ever opened the patient's history."""
    return bool(_opened(user, patient)[:1])


def opening_appointment(pk: UUID, user: User) -> Appointment | None:
    """The appointment with this pk, joined as `with_names` joins it, where it opens the history of
    its patient to `user`. One query."""
    for row in _named(user, pk):
        return NAMED.made(row, Appointment.objects.db)
    return None


@Compiled
def _named(reader: User, pk: UUID) -> QuerySet[Appointment, tuple[Any, ...]]:
    opening = Appointment.objects.opening_history_to(reader).filter(pk=pk)
    return opening.order_by().values_list(*NAMED.columns)


@Compiled
def _again(
    reader: User, patient: Patient, named: Appointment
) -> QuerySet[Appointment, tuple[Any, ...]]:
    opening = Appointment.objects.opening_history_to(reader)
    found = opening.filter(patient=patient, pk=named.pk).order_by()
    return found.values_list(*WITH_PROVIDER.columns)


@Compiled
def _opening(
    reader: User, patient: Patient, named: Appointment
) -> QuerySet[Appointment, tuple[UUID]]:
    opening = Appointment.objects.opening_history_to(reader)
    return opening.filter(patient=patient, pk=named.pk).order_by().values_list("pk")


@Compiled
def _opened(reader: User, patient: Patient) -> QuerySet[AccessEvent, tuple[int]]:
    granted = AccessEvent.objects.by(reader).filter(action=Action.OPENED, allowed=True)
    return granted.filter(patient=patient).order_by().values_list("pk")


def why_open(appointment: Appointment) -> str:
    """“because of the appointment on …”, for the appointment that opens a history."""
    return f"because of the appointment on {moment_at(appointment.starts_at, appointment.centre)}"


def why_closed(patient: Patient, user: User) -> str:
    """A sentence that says why the patient's history is closed to `user`."""
    if not user.is_provider:
        return "Only the patient and providers whom the patient has booked read a history."
    booked = Appointment.objects.filter(patient=patient, provider__user=user).with_names()
    last = booked.order_by("starts_at").last()
    if last is None:
        return "The patient has never booked this provider."
    return (
        f"The patient's appointment on {moment_at(last.starts_at, last.centre)} is "
        f"{last.get_status_display().lower()}, and there is no other with this provider."
    )


def doing(action: str, *, allowed: bool, entry_number: int | None) -> str:
    """“opened your history”, of a line of the log."""
    if entry_number is not None:
        return f"added entry {entry_number} to your history"
    done, refused = DOINGS[action]
    return done if allowed else refused
