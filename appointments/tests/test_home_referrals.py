"""What the home pages say of referrals."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Patient
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from centres.models import Affiliation
from referrals.factories import make_referral
from referrals.models import Referral
from referrals.tests.pages import as_user, book_under, place_of, withdraw_now

pytestmark = pytest.mark.django_db

HOME = reverse("home")


@pytest.fixture
def letter(patient: Patient) -> Referral:
    return make_referral(patient=patient)


@pytest.fixture
def place(letter: Referral) -> Affiliation:
    return place_of(letter)


def test_a_patient_books_a_referral_from_home(
    client: Client, letter: Referral, place: Affiliation
) -> None:
    until = Referral.objects.with_visits().get(pk=letter.pk).until
    assert until is not None

    page = text(client.get(HOME))

    assert "Referral to book" in page
    assert str(letter.specialist) in page
    assert f"from {letter.referrer}" in page
    assert f"until {until.day} {until:%B %Y}" in page
    assert f'href="/book/{place.pk}/"' in page


@pytest.mark.parametrize("status", [Appointment.Status.BOOKED, Appointment.Status.COMPLETED])
def test_a_referral_that_was_used_no_longer_asks_to_be_booked(
    client: Client, letter: Referral, place: Affiliation, status: str
) -> None:
    book_under(letter, status)

    assert "to book" not in text(client.get(HOME))


def test_a_withdrawn_referral_does_not_ask_to_be_booked(
    client: Client, letter: Referral, place: Affiliation
) -> None:
    withdraw_now(letter)

    assert "to book" not in text(client.get(HOME))


def test_a_patient_always_finds_the_way_to_the_referrals(client: Client, patient: Patient) -> None:
    assert f'href="{reverse("referrals:list")}"' in text(client.get(HOME))


def test_a_provider_always_finds_the_way_to_the_referrals(letter: Referral) -> None:
    link = f'href="{reverse("referrals:list")}"'

    assert link in text(as_user(letter.referrer.user).get(HOME))
    assert link in text(as_user(letter.specialist.user).get(HOME))


def test_a_specialist_reads_how_many_letters_are_new(letter: Referral, place: Affiliation) -> None:
    make_referral(specialist=letter.specialist)
    book_under(make_referral(specialist=letter.specialist))

    page = text(as_user(letter.specialist.user).get(HOME))

    assert "2 new referrals</a>" in page
    assert reverse("referrals:list") in page


def test_who_got_no_letter_reads_nothing_of_new_ones(letter: Referral) -> None:
    assert "new referral" not in text(as_user(letter.referrer.user).get(HOME))


def test_many_referrals_cost_as_many_queries_as_one(
    client: Client, patient: Patient, letter: Referral, place: Affiliation
) -> None:
    few = queries_of(client, HOME)
    for _ in range(29):
        place_of(make_referral(patient=patient))

    assert queries_of(client, HOME) == few
