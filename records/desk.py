"""What the staff of a centre do for a patient, as the patient reads it in the log."""

from datetime import datetime

from django.dispatch import receiver

from accounts.models import Patient, User
from appointments.models import Appointment
from appointments.signals import Act, done_for_patient
from records.models import AccessEvent

Action = AccessEvent.Action
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


def log_found(*, patient: Patient, by: User, now: datetime) -> None:
    """Log that `by`, at whose centre nobody knows the patient, found them by what only the patient
    tells: an email, a phone or a Medicare number."""
    _log(patient, by, Action.FOUND, now)


def log_account(*, patient: Patient, by: User, now: datetime) -> None:
    """Log that `by` made the patient's account."""
    _log(patient, by, Action.MADE_ACCOUNT, now)


def _log(patient: Patient, by: User, action: str, now: datetime) -> None:
    AccessEvent.objects.create(patient=patient, actor=by, action=action, at=now, allowed=True)
