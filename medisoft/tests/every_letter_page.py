"""The pages of letters, as the patient, the referrer and the specialist open them."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from accounts.factories import ProviderFactory
from accounts.models import Patient, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import open_affiliation
from centres.models import Affiliation
from referrals.factories import make_referral
from referrals.models import Referral


def letters_pages(patient: Patient) -> list[str]:
    """A patient with letters that can and that cannot be used, and a picker under one."""
    now = timezone.now()
    lapsed = make_referral(patient=patient, sent_at=now - timedelta(days=400))
    two = [
        make_referral(patient=patient, specialist=place.provider, sent_at=now - timedelta(days=day))
        for place in [open_affiliation(provider=ProviderFactory.create(specialist=True))]
        for day in (1, 2)
    ]
    place = two[0].specialist.affiliations.get()
    return [
        "/referrals/",
        f"/referrals/{lapsed.pk}/",
        f"/referrals/{two[0].pk}/",
        f"/referrals/{two[0].pk}/print/",
        f"/book/{place.pk}/",
        f"/book/{place.pk}/?{urlencode({'slots': iso(place, at(place, 16))[0]})}",
        f"/centres/{place.centre_id}/",
        f"/providers/{place.provider_id}/",
    ]


def referrers_pages(gp: Affiliation) -> list[str]:
    """The provider's letters to specialists: one that can be withdrawn and one that cannot."""
    sent, withdrawn = [
        make_referral(
            appointment=make_appointment(
                affiliation=gp,
                starts_at=at(gp, 9, day=coming_wednesday(weeks=-week)),
                status=Appointment.Status.COMPLETED,
            )
        )
        for week in (6, 7)
    ]
    Referral.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now())
    return [
        "/referrals/",
        *(f"/referrals/{letter.pk}/" for letter in (sent, withdrawn)),
        *(f"/referrals/{letter.pk}/withdraw/" for letter in (sent, withdrawn)),
    ]


def specialists_pages(user: User) -> list[str]:
    """A specialist with a new letter and one that is closed to them."""
    new, withdrawn = [make_referral(specialist=user.provider) for _ in range(2)]
    Referral.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now())
    return ["/", "/referrals/", *(f"/referrals/{letter.pk}/" for letter in (new, withdrawn))]
