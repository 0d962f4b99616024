"""Booking, moving, cancelling and marking: the one way in which slots are taken and freed.

Each service locks the patient's row first, so that a patient's own requests follow one another;
between patients the constraints of `BookedSlot` decide. Before it, whoever takes slots holds the
hours of the centre (`locks.hold_hours`). SQLite has one writer at a time.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from accounts.models import Patient, User
from appointments import notices
from appointments.commitments import Commitments
from appointments.locks import hold_hours_and_patient, hold_patient
from appointments.models import Appointment, BookedSlot, EarlierTime
from appointments.rules import (
    check_booking,
    check_change,
    check_mark,
    check_same_day,
    slot_taken,
)
from appointments.signals import Act, done_for_patient
from centres.models import Affiliation
from centres.validators import SLOT
from referrals.models import Referral


def book(
    *,
    patient: Patient,
    affiliation: Affiliation,
    starts: Sequence[datetime],
    reason: str,
    by: User,
    now: datetime,
    referral: Referral | None = None,
) -> Appointment:
    """Book the adjoining slots that start at `starts` (aware instants) and queue the mail that
    says so, in one transaction. A provider who is booked by referral only needs the `referral`,
    which the appointment keeps.

    Raises the `Refused` that stands first in `rules.check_booking`, or `HoursAreChanging`, and then
    nothing has changed; `ValidationError` for a reason over its length.
    """
    starts = _in_order(starts)
    reason = Appointment._meta.get_field("reason").clean(reason.strip(), None)

    def check() -> None:
        check_booking(
            patient=patient,
            affiliation=affiliation,
            starts=starts,
            by=by,
            now=now,
            referral=referral,
        )

    try:
        with transaction.atomic():
            hold_hours_and_patient(affiliation.centre_id, patient.pk)
            check()
            appointment = Appointment.objects.create(
                patient=patient,
                affiliation=affiliation,
                provider=affiliation.provider,
                referral=referral,
                reason=reason,
                booked_by=by,
                created_at=now,
                **_times(affiliation, starts),
            )
            _take(appointment, starts)
            notices.booked(appointment)
            _announce(appointment, by, Act.BOOKED, now)
    except IntegrityError as error:
        check()  # says who came first; silent only if they have left again meanwhile
        raise slot_taken(patient, affiliation, starts, now) from error
    return appointment


def cancel(*, appointment: Appointment, by: User, now: datetime, because: str = "") -> Appointment:
    """Cancel, free the slots and queue the mail, in one transaction. The mail says `because`, an
    `Appointment.Cancellation`; the patient's own cancellation needs none.

    Raises `NotThePatient`, `NotStanding` or `TooLate`, and then nothing has changed.
    """
    with transaction.atomic():
        hold_patient(appointment.patient_id)
        appointment = Appointment.objects.with_names().get(pk=appointment.pk)
        check_change(appointment, by, now)
        appointment.move_to(Appointment.Status.CANCELLED)
        appointment.cancelled_because = because
        appointment.sequence += 1
        appointment.save(update_fields=["status", "cancelled_because", "sequence"])
        appointment.slots.all().delete()
        notices.cancelled(appointment)
        _announce(appointment, by, Act.CANCELLED, now)
    return appointment


def reschedule(
    *, appointment: Appointment, starts: Sequence[datetime], by: User, now: datetime
) -> Appointment:
    """Move the appointment to the adjoining slots at `starts`, with the same provider and centre;
    its id stays, its sequence rises and its earlier time is kept. One transaction.

    Raises what `cancel` and `book` raise, or `SameTime`, and then nothing has changed.
    """
    starts = _in_order(starts)

    def check(current: Appointment) -> None:
        check_change(current, by, now)
        check_booking(
            patient=current.patient,
            affiliation=current.affiliation,
            starts=starts,
            by=by,
            now=now,
            referral=current.referral,
            moving=current,
        )

    try:
        with transaction.atomic():
            hold_hours_and_patient(appointment.affiliation.centre_id, appointment.patient_id)
            current = Appointment.objects.with_names().get(pk=appointment.pk)
            check(current)
            _move(current, starts, by, now)
            notices.moved(current)
            _announce(current, by, Act.MOVED, now)
    except IntegrityError as error:
        current = Appointment.objects.with_names().get(pk=appointment.pk)
        check(current)
        raise slot_taken(current.patient, current.affiliation, starts, now, current) from error
    return current


def mark(*, appointment: Appointment, status: str, by: User, now: datetime) -> Appointment:
    """Set at the desk that the patient arrived or stayed away, or put either right by setting
    `booked` again. A patient is mailed that a visit counts as missed.

    Raises `NotThePatient`, `TooEarly`, `IllegalMove` or, for a visit that is put right beside
    another on its day, `SameDayAppointment`; and then nothing has changed.
    """
    with transaction.atomic():
        hold_patient(appointment.patient_id)
        appointment = Appointment.objects.with_names().get(pk=appointment.pk)
        check_mark(appointment, status, by, now)
        appointment.move_to(status)
        if appointment.is_standing:
            patient, start = appointment.patient, appointment.starts_at
            own = Commitments(patient, since=start, moving=appointment)
            check_same_day(own, patient, appointment.affiliation, start, now)
        appointment.save(update_fields=["status"])
        if status == Appointment.Status.NO_SHOW:
            notices.missed(appointment)
    return appointment


def _announce(appointment: Appointment, by: User, act: Act, now: datetime) -> None:
    """Tell the apps below of what was done for a patient, who will read of it."""
    if by.pk != appointment.patient.user_id:
        done_for_patient.send(sender=Appointment, appointment=appointment, by=by, act=act, now=now)


def _move(appointment: Appointment, starts: list[datetime], by: User, now: datetime) -> None:
    """Take the slots that are missing in time order, then free those left over: in this order
    two moves never wait for each other in a circle."""
    held = set(appointment.slots.values_list("starts_at", flat=True))
    EarlierTime.objects.create(
        appointment=appointment,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        moved_by=by,
        moved_at=now,
    )
    if appointment.status != Appointment.Status.BOOKED:
        appointment.move_to(Appointment.Status.BOOKED)
    for name, value in _times(appointment.affiliation, starts).items():
        setattr(appointment, name, value)
    appointment.sequence += 1
    appointment.save(update_fields=["day", "starts_at", "ends_at", "status", "sequence"])
    _take(appointment, (start for start in starts if start not in held))
    appointment.slots.exclude(starts_at__in=starts).delete()


def _in_order(starts: Iterable[datetime]) -> list[datetime]:
    """In UTC: Python compares and adds times of one zone on its wall clock, which is wrong in the
    night when clocks change."""
    return sorted(start.astimezone(UTC) for start in starts)


def _times(affiliation: Affiliation, starts: Sequence[datetime]) -> dict[str, object]:
    return {
        "day": starts[0].astimezone(affiliation.centre.zone).date(),
        "starts_at": starts[0],
        "ends_at": starts[-1] + SLOT,
    }


def _take(appointment: Appointment, starts: Iterable[datetime]) -> None:
    BookedSlot.objects.bulk_create(
        BookedSlot(
            appointment=appointment,
            provider_id=appointment.provider_id,
            patient_id=appointment.patient_id,
            starts_at=start,
        )
        for start in starts
    )
