"""What the staff of a centre do for a patient, as the patient reads it in the log."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver

from accounts.models import Patient, User
from accounts.services import make_patient
from appointments.exceptions import Refused
from appointments.models import Appointment
from appointments.rules import check_booking
from appointments.services import book
from appointments.signals import Act, done_for_patient
from centres.models import Affiliation
from records.models import AccessEvent

Action = AccessEvent.Action
MOST_FOUND = 10
ACTIONS = {Act.BOOKED: Action.BOOKED, Act.MOVED: Action.MOVED, Act.CANCELLED: Action.CANCELLED}


@receiver(done_for_patient)
def log_act(*, appointment: Appointment, by: User, act: Act, now: datetime, **kw: object) -> None:
    """Log in the transaction of the act that `by` booked, moved or cancelled for the patient."""
    AccessEvent.objects.create(
        patient=appointment.patient,
        actor=by,
        action=ACTIONS[act],
        at=now,
        appointment=appointment,
        allowed=True,
    )


@dataclass(frozen=True)
class Newcomer:
    """What somebody tells who has no account."""

    full_name: str
    email: str
    phone: str = ""
    medicare_number: str = ""


def book_for_newcomer(
    *,
    newcomer: Newcomer,
    affiliation: Affiliation,
    starts: Sequence[datetime],
    by: User,
    now: datetime,
) -> Appointment:
    """Make the account and book, or neither; for what `by` has booked just so, give that: somebody
    pressed the button twice. Raises `ValidationError` as `make_patient` does, and `Refused` as
    `book`. A patient whose email is told to be taken reads of it, as of `find`."""
    starts = sorted(start.astimezone(UTC) for start in starts)
    terms: Any = {"affiliation": affiliation, "starts": starts, "by": by, "now": now}
    try:
        with transaction.atomic():
            # Before the email, else a time that nobody can book would tell whose account exists.
            check_booking(patient=Patient(), **terms)
            patient = make_patient(**asdict(newcomer))
            _log(patient, by, Action.MADE_ACCOUNT, now)
            return book(patient=patient, reason="", **terms)
    except (Refused, ValidationError) as refusal:
        if held := Appointment.objects.booked_just_so(newcomer.email, affiliation, starts, by):
            return held
        if isinstance(refusal, ValidationError):
            _log_strangers(Patient.objects.told(newcomer.email), by, now)
        raise


@dataclass(frozen=True)
class Found:
    """A patient whom the desk looked for. Of one whom its centres do not know, it sees the name
    alone."""

    patient: Patient
    is_known: bool


def find(text: str, *, by: User, now: datetime) -> list[Found]:
    """Patients whom `by` keeps, by the beginnings of their names, and anybody by what only the
    patient tells: the exact email, phone or Medicare number. Whoever is found in the second way
    alone reads of it in the log. At most MOST_FOUND of each."""
    kept = Patient.objects.kept_by(by)
    told = list(Patient.objects.told(text)[:MOST_FOUND])
    strangers = _log_strangers(told, by, now)
    named = [patient for patient in kept.named(text)[:MOST_FOUND] if patient not in told]
    return [
        *(Found(patient, patient not in strangers) for patient in told),
        *(Found(patient, is_known=True) for patient in named),
    ]


def _log_strangers(told: Iterable[Patient], by: User, now: datetime) -> set[Patient]:
    """Log of each patient whom no centre of `by` knows that `by` has found them."""
    told = {*told}
    kept = Patient.objects.kept_by(by)
    strangers = told - {*kept.filter(pk__in=[patient.pk for patient in told])}
    with transaction.atomic():
        for patient in strangers:
            _log(patient, by, Action.FOUND, now)
    return strangers


def _log(patient: Patient, by: User, action: str, now: datetime) -> None:
    AccessEvent.objects.create(patient=patient, actor=by, action=action, at=now, allowed=True)
