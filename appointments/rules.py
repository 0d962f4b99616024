"""Why a booking is refused: every rule once, asked in one fixed order.

The order is that in which a patient can act: what was asked for, then when the provider sees
patients, then the patient's own other appointments, and last whether the time is still free: the
times that this answer offers are of use only to whom all else lets book. Three of the answers
(busy, same day, taken) are held by constraints as well, since another booking may come between the
question and the writing.
"""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from accounts.models import Patient, User
from appointments import exceptions
from appointments.availability import horizon, nearest_free
from appointments.commitments import Commitments
from appointments.models import STATUS_MOVES, Appointment
from appointments.opening import Calendar
from centres.clock import length_in_words, moment_at, time_at
from centres.models import Affiliation, Centre
from centres.validators import SLOT, SLOT_MINUTES, is_slot_start
from referrals.models import Referral


def check_booking(
    *,
    patient: Patient,
    affiliation: Affiliation,
    starts: Sequence[datetime],
    by: User,
    now: datetime,
    referral: Referral | None = None,
    moving: Appointment | None = None,
) -> None:
    """Raises the `Refused` that stands first, if any. `starts` (UTC) are in order; `moving` is the
    appointment that would leave its present time."""
    check_person(patient, affiliation, by)
    if moving is not None and moving.is_at(starts):
        raise exceptions.SameTime  # before the rest: hours may have changed since it was booked
    check_slots(starts)
    check_time(starts[0], now)
    check_listed(affiliation)
    check_referral(patient, affiliation, starts[0], referral, moving)
    calendar = Calendar.of(
        [affiliation],
        first_day=starts[0].astimezone(affiliation.centre.zone).date(),
        days=2,
        moving=moving,
    )
    check_hours(affiliation, starts, calendar)
    own = Commitments(patient, since=now, moving=moving)  # `check_time` is passed: starts >= now
    check_patient_is_free(own, starts)
    check_same_day(own, patient, affiliation, starts[0], now)
    if moving is None:
        check_upcoming(own, now)
    if any(calendar.is_taken(affiliation, start) for start in starts):
        raise slot_taken(patient, affiliation, starts, now, moving)


def slot_taken(
    patient: Patient,
    affiliation: Affiliation,
    starts: Sequence[datetime],
    now: datetime,
    moving: Appointment | None = None,
) -> exceptions.SlotTaken:
    """The refusal that offers the nearest times which are as long and free."""
    return exceptions.SlotTaken(
        partial(
            nearest_free,
            affiliation,
            patient=patient,
            start=starts[0],
            now=now,
            slots=len(starts),
            moving=moving,
        )
    )


def check_person(patient: Patient, affiliation: Affiliation, by: User) -> None:
    """Raises `NotThePatient` unless `by` is the patient, or keeps the centre: providers and staff
    have no appointments of their own, but the desk acts for whoever calls."""
    if by.is_patient and patient.user_id == by.pk:
        return
    if not Centre.objects.kept_by(by).filter(pk=affiliation.centre_id).exists():
        raise exceptions.NotThePatient


def check_slots(starts: Sequence[datetime]) -> None:
    """Raises `NoSlots`, `TooManySlots`, `NotASlotStart` or `SlotsDoNotAdjoin`."""
    if not starts:
        raise exceptions.NoSlots
    if len(starts) > settings.MEDISOFT_MAX_SLOTS:
        longest = length_in_words(settings.MEDISOFT_MAX_SLOTS * SLOT_MINUTES)
        raise exceptions.TooManySlots(
            f"An appointment lasts at most {longest}. Choose a shorter one."
        )
    if not all(is_slot_start(start) for start in starts):
        raise exceptions.NotASlotStart
    if any(later - earlier != SLOT for earlier, later in itertools.pairwise(starts)):
        raise exceptions.SlotsDoNotAdjoin


def check_time(start: datetime, now: datetime) -> None:
    """Raises `InThePast` or `BeyondHorizon`."""
    if start < now:
        raise exceptions.InThePast
    if start > horizon(now):
        raise exceptions.BeyondHorizon(
            f"You can book up to {settings.MEDISOFT_BOOKING_HORIZON_DAYS} days ahead. "
            "Choose an earlier time.",
        )


def check_referral(
    patient: Patient,
    affiliation: Affiliation,
    start: datetime,
    referral: Referral | None,
    moving: Appointment | None,
) -> None:
    """Raises `NeedsReferral`; the rule is `Appointment.check_referral`."""
    visit = Appointment(
        patient=patient,
        provider=affiliation.provider,
        referral=referral,
        day=start.astimezone(affiliation.centre.zone).date(),
    )
    if moving is not None:
        visit.pk = moving.pk
    visit.check_referral()


def check_listed(affiliation: Affiliation) -> None:
    """Raises `NotListed` for a provider whose account is closed."""
    if not affiliation.provider.is_listed:
        raise exceptions.NotListed(f"{affiliation.provider} no longer takes bookings.")


def check_hours(affiliation: Affiliation, starts: Sequence[datetime], calendar: Calendar) -> None:
    """Raises `OutsideHours` outside working and extra hours, and in time off."""
    if not all(calendar.is_open(affiliation, start) for start in starts):
        raise exceptions.OutsideHours(
            f"{affiliation.provider} does not see patients at {affiliation.centre} at that time. "
            "Choose one of the free times."
        )


def check_patient_is_free(own: Commitments, starts: Sequence[datetime]) -> None:
    """Raises `PatientIsBusy` when the patient has an appointment at that time, with anyone."""
    if found := own.at(starts):
        busy = Appointment.objects.with_names().get(pk=found.pk)
        raise exceptions.PatientIsBusy(
            f"You already have an appointment at that time: with {busy.provider} on "
            f"{moment_at(busy.starts_at, busy.centre)}.",
            busy,
        )


def check_same_day(
    own: Commitments, patient: Patient, affiliation: Affiliation, start: datetime, now: datetime
) -> None:
    """Raises `SameDayAppointment` when the patient sees this provider on that local day."""
    day = start.astimezone(affiliation.centre.zone).date()
    if found := own.with_provider(affiliation.provider_id, day):
        other = Appointment.objects.with_names().get(pk=found.pk)
        advice = " You can change that one." if can_change(other, patient.user, now) else ""
        raise exceptions.SameDayAppointment(
            f"You already have an appointment with {other.provider} on that day, at "
            f"{time_at(other.starts_at, other.centre)}.{advice}",
            other,
            at_desk=f"The patient already has an appointment with {other.provider} on that day.",
        )


def check_upcoming(own: Commitments, now: datetime) -> None:
    """Raises `TooManyUpcoming`: a limit against hoarding."""
    if own.ahead(now) >= settings.MEDISOFT_MAX_UPCOMING:
        raise exceptions.TooManyUpcoming(
            f"You have {settings.MEDISOFT_MAX_UPCOMING} upcoming appointments, and that is the "
            "most. Cancel one to book another.",
            at_desk=f"The patient has {settings.MEDISOFT_MAX_UPCOMING} upcoming appointments, and "
            "that is the most. One must be cancelled first.",
        )


def may_book_more(patient: Patient, now: datetime) -> bool:
    """Whether the patient may hold another appointment to come."""
    own = Commitments(patient, since=now, moving=None)
    return own.ahead(now) < settings.MEDISOFT_MAX_UPCOMING


def check_change(appointment: Appointment, by: User, now: datetime) -> None:
    """Raises `NotThePatient`, `NotStanding` or `TooLate` when `by` may not cancel or move the
    appointment at `now`. The notice binds patients: when a provider falls ill, the desk changes
    also what has begun."""
    check_person(appointment.patient, appointment.affiliation, by)
    check_still_changeable(appointment.status, appointment.starts_at, by, now)


def check_still_changeable(status: str, starts_at: datetime, by: User, now: datetime) -> None:
    """Raises `NotStanding` or `TooLate` as `check_change`, for who may change the appointment
    otherwise."""
    if status not in Appointment.STANDING:
        raise exceptions.NotStanding(
            f"This appointment is {Appointment.Status(status).label.lower()}. "
            "It can no longer be changed."
        )
    notice = timedelta(minutes=settings.MEDISOFT_NOTICE_MINUTES)
    if by.is_patient and now >= starts_at - notice:
        raise exceptions.TooLate(
            f"Appointments can be changed until {notice_in_words()} before they start."
            if notice
            else "This appointment has begun. It can no longer be changed."
        )


def check_mark(appointment: Appointment, status: str, by: User, now: datetime) -> None:
    """Raises `NotThePatient` unless `by` keeps the centre, and `TooEarly` for an arrival before the
    day of the visit, at the centre, or a no-show before its start."""
    if by.is_patient:
        raise exceptions.NotThePatient("Only the clinic marks who arrived.")
    check_person(appointment.patient, appointment.affiliation, by)
    today = now.astimezone(appointment.zone).date()
    if status == Appointment.Status.ARRIVED and today < appointment.day:
        raise exceptions.TooEarly("An arrival is marked on the day of the appointment.")
    if status == Appointment.Status.NO_SHOW and now < appointment.starts_at:
        raise exceptions.TooEarly("The appointment has not begun, so nobody has missed it.")


def can_mark(appointment: Appointment, status: str, by: User, now: datetime) -> bool:
    """Whether `by` may mark the appointment at `now`, as `check_mark` and `STATUS_MOVES` say."""
    try:
        check_mark(appointment, status, by, now)
    except exceptions.Refused:
        return False
    return status in STATUS_MOVES[appointment.status]


def notice_in_words() -> str:
    """How long before its start an appointment can last be changed; empty when until then."""
    return length_in_words(settings.MEDISOFT_NOTICE_MINUTES)


def can_change(appointment: Appointment, by: User, now: datetime) -> bool:
    """Whether `by` may cancel or move the appointment at `now`, as `check_change` says."""
    try:
        check_change(appointment, by, now)
    except exceptions.Refused:
        return False
    return True


def can_still_change(status: str, starts_at: datetime, by: User, now: datetime) -> bool:
    """Whether patients may cancel or move one of their own, as `check_still_changeable` says."""
    try:
        check_still_changeable(status, starts_at, by, now)
    except exceptions.Refused:
        return False
    return True
