"""What the tests of these pages ask again and again."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at
from centres.factories import open_affiliation
from centres.models import Affiliation
from referrals.models import Referral

LIST = reverse("referrals:list")
LONG_AGO = timedelta(days=400)  # a letter that old has lapsed
PARTIES = ["patient", "referrer", "specialist"]


def party(letter: Referral, name: str) -> User:
    user: User = getattr(letter, name).user
    return user


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(letter: Referral, page: str = "detail") -> str:
    return reverse(f"referrals:{page}", args=[letter.pk])


def place_of(letter: Referral) -> Affiliation:
    """Where the specialist sees patients."""
    return letter.specialist.affiliations.first() or open_affiliation(provider=letter.specialist)


def book_under(letter: Referral, status: str = Appointment.Status.BOOKED) -> Appointment:
    """A visit of the patient to the specialist, under the letter."""
    place = place_of(letter)
    return make_appointment(
        patient=letter.patient,
        affiliation=place,
        starts_at=at(place, 10),
        status=status,
        referral=letter,
    )


def withdraw_now(letter: Referral) -> None:
    Referral.objects.filter(pk=letter.pk).update(withdrawn_at=timezone.now())
