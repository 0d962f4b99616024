"""What providers and patients do with a history at the same time, each in a real process; see
`appointments.tests.racing`. Each returns the name of the refusal that it meets."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, connection, connections
from django.utils import timezone

from accounts.models import Patient, Provider
from appointments import services as booking
from appointments.models import Appointment
from centres.models import Affiliation
from records.exceptions import RecordsRefused
from records.models import AccessEvent, HistoryEntry
from records.services import Letter, open_history, record, withdraw_letter
from referrals.exceptions import LetterRefused
from referrals.models import Referral

PAUSE = 1  # second after a reading: a hundred that never rest leave nobody else a turn
LONGEST_READING = 120  # seconds, of readers whom nobody stops


def save(
    appointment_id: UUID, now: datetime, *, amends: UUID | None = None, to: int | None = None
) -> str | None:
    """Save an entry, one that amends another, or one with a letter `to` a specialist."""
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    try:
        record(
            appointment=appointment,
            by=appointment.provider.user,
            text="A cough.",
            now=now,
            amends=HistoryEntry.objects.get(pk=amends) if amends else None,
            letter=Letter(Provider.objects.get(pk=to), "Dear colleague", "12") if to else None,
        )
    except (RecordsRefused, LetterRefused) as refusal:
        return type(refusal).__name__
    return None


def read(appointment_id: UUID) -> str | None:
    """Open the history from an appointment. The event tells when the reading began."""
    now = timezone.now()
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    by = appointment.provider.user
    try:
        open_history(patient=appointment.patient, by=by, because=appointment, now=now)
    except RecordsRefused as refusal:
        return type(refusal).__name__
    return None


def read_until_refused(appointment_id: UUID, readers: int) -> None:
    """Let so many readers open the history again and again, at once, and once more after that.
    Raises AssertionError when that succeeds."""
    end = time.monotonic() + LONGEST_READING

    def repeat(_: int) -> None:
        _connect()
        try:
            while read(appointment_id) is None:
                if time.monotonic() > end:
                    raise TimeoutError
                time.sleep(PAUSE)
            time.sleep(PAUSE)
            assert read(appointment_id) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(readers) as threads:
        list(threads.map(repeat, range(readers)))


def cancel_when_read(appointment_id: UUID, times: int, now: datetime) -> None:
    """Cancel once the history was opened so many times. The patient's own opening, right after,
    tells when that was committed."""
    _connect()
    openings = AccessEvent.objects.filter(action=AccessEvent.Action.OPENED)
    while openings.count() < times:
        time.sleep(0.05)
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    patient: Patient = appointment.patient
    booking.cancel(appointment=appointment, by=patient.user, now=now)
    open_history(patient=patient, by=patient.user, now=timezone.now())


def withdraw(referral_id: UUID, now: datetime) -> str | None:
    referral = Referral.objects.with_names().get(pk=referral_id)
    try:
        withdraw_letter(referral=referral, by=referral.referrer.user, now=now)
    except LetterRefused as refusal:
        return type(refusal).__name__
    return None


def book_under(referral_id: UUID, affiliation_id: int, start: datetime, now: datetime) -> None:
    referral = Referral.objects.with_names().get(pk=referral_id)
    booking.book(
        patient=referral.patient,
        affiliation=Affiliation.objects.with_names().get(pk=affiliation_id),
        starts=[start],
        reason="",
        by=referral.patient.user,
        now=now,
        referral=referral,
    )


def _connect() -> None:
    """Get in, though a crowd does at the same time."""
    while connection.connection is None:
        try:
            connection.ensure_connection()
        except OperationalError:
            time.sleep(0.05)
