"""What the staff of a centre do for a patient, as the patient reads it in the log."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.dispatch import receiver

from accounts.models import Patient, User
from accounts.services import make_patient
from appointments.models import Appointment
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
    """Make the account and book, or neither. Raises `ValidationError` as `make_patient` does, and
    `Refused` as `book`."""
    with transaction.atomic():
        patient = make_patient(**asdict(newcomer))
        _log(patient, by, Action.MADE_ACCOUNT, now)
        return book(
            patient=patient, affiliation=affiliation, starts=starts, reason="", by=by, now=now
        )


@dataclass(frozen=True)
class Found:
    """A patient whom the desk looked for. Of one whom its centres do not know, it sees the name
    alone."""

    patient: Patient
    is_known: bool


def find(text: str, *, by: User, now: datetime) -> list[Found]:
    """Patients whom `by` keeps, by part of the name, and anybody by what only the patient tells:
    the exact email, phone or Medicare number. Whoever is found in the second way alone reads of
    it in the log. At most MOST_FOUND of each."""
    kept = Patient.objects.kept_by(by)
    told = list(Patient.objects.told(text)[:MOST_FOUND])
    known = {*kept.filter(pk__in=[patient.pk for patient in told])}
    with transaction.atomic():
        for patient in told:
            if patient not in known:
                _log(patient, by, Action.FOUND, now)
    named = [patient for patient in kept.named(text)[:MOST_FOUND] if patient not in told]
    return [
        *(Found(patient, patient in known) for patient in told),
        *(Found(patient, is_known=True) for patient in named),
    ]


def _log(patient: Patient, by: User, action: str, now: datetime) -> None:
    AccessEvent.objects.create(patient=patient, actor=by, action=action, at=now, allowed=True)
