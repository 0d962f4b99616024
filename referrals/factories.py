"""Example letters."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.factories import ProfessionFactory, ProviderFactory
from accounts.models import Patient, Provider
from appointments.factories import make_appointment
from appointments.models import Appointment
from centres.factories import open_affiliation
from centres.models import Affiliation
from referrals.models import Referral


def gp(**fields: object) -> Affiliation:
    """A GP's place: of a profession that refers."""
    profession = ProfessionFactory.create(name="GP")
    if not profession.can_refer:
        profession.can_refer = True
        profession.save()
    return open_affiliation(provider=ProviderFactory.create(profession=profession), **fields)


def make_referral(
    *,
    appointment: Appointment | None = None,
    patient: Patient | None = None,
    specialist: Provider | None = None,
    letter: str = "Thank you for seeing this patient.",
    term: str = Referral.Term.MONTHS_12,
    sent_at: datetime | None = None,
) -> Referral:
    """A letter from a completed visit to a GP, sent at its end unless told; without a notice."""
    appointment = appointment or make_appointment(
        patient=patient,
        affiliation=gp(),
        starts_at=(sent_at or timezone.now()) - timedelta(minutes=30),
        status=Appointment.Status.COMPLETED,
    )
    return Referral.objects.create(
        patient=appointment.patient,
        appointment=appointment,
        affiliation=appointment.affiliation,
        referrer=appointment.provider,
        provider_number=appointment.affiliation.provider_number,
        specialist=specialist or ProviderFactory.create(specialist=True),
        letter=letter,
        term=term,
        sent_at=sent_at or appointment.ends_at,
    )
