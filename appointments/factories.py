"""Example appointments, without asking whether they could have been booked."""

from datetime import UTC, datetime, timedelta

from accounts.factories import PatientFactory
from accounts.models import Patient
from appointments.models import Appointment, BookedSlot
from centres.factories import open_affiliation
from centres.models import Affiliation
from centres.validators import SLOT
from referrals.models import Referral

# Wednesday, in Sydney's summer time: 11:00 on the wall clock.
SOME_SLOT = datetime(2026, 12, 2, 0, 0, tzinfo=UTC)


def make_appointment(
    *,
    patient: Patient | None = None,
    affiliation: Affiliation | None = None,
    starts_at: datetime = SOME_SLOT,
    slots: int = 1,
    status: str = Appointment.Status.BOOKED,
    reason: str = "",
    referral: Referral | None = None,
) -> Appointment:
    """A saved appointment of `slots` half hours with the slots that its status holds."""
    patient = patient or PatientFactory.create()
    affiliation = affiliation or open_affiliation()
    appointment = Appointment.objects.create(
        patient=patient,
        affiliation=affiliation,
        provider=affiliation.provider,
        day=starts_at.astimezone(affiliation.centre.zone).date(),
        starts_at=starts_at,
        ends_at=starts_at + slots * SLOT,
        reason=reason,
        referral=referral,
        status=status,
        booked_by=patient.user,
        sequence=int(status == Appointment.Status.CANCELLED),
        created_at=starts_at - timedelta(days=7),
    )
    if status != Appointment.Status.CANCELLED:
        BookedSlot.objects.bulk_create(
            BookedSlot(
                appointment=appointment,
                patient=patient,
                provider=affiliation.provider,
                starts_at=starts_at + n * SLOT,
            )
            for n in range(slots)
        )
    return appointment
