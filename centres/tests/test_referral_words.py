"""What search and profiles say of a provider who is booked by referral only: to whom a letter
opens the way, and to everybody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PatientFactory, ProviderFactory, staff_user
from accounts.models import User
from appointments.tests.pages import queries_of, text
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation
from referrals.factories import make_referral
from referrals.models import Referral

pytestmark = pytest.mark.django_db

CLOSED = "Needs a GP referral"
HELD = "You have a referral from"


@pytest.fixture
def specialist() -> Affiliation:
    return open_affiliation(
        provider=ProviderFactory.create(specialist=True, user__full_name="Sonia Okonjo")
    )


def pages_of(place: Affiliation) -> list[str]:
    return [
        reverse("centres:search") + "?q=okonjo",
        reverse("centres:provider", args=[place.provider_id]),
        reverse("centres:centre", args=[place.centre_id]),
    ]


def read(user: User, place: Affiliation) -> list[str]:
    """The words of every page that shows the specialist."""
    client = Client()
    client.force_login(user)
    return [text(client.get(path)) for path in pages_of(place)]


def test_a_patient_without_a_letter_is_told_and_led_nowhere(specialist: Affiliation) -> None:
    for page in read(PatientFactory.create().user, specialist):
        assert CLOSED in page
        assert f"/book/{specialist.pk}/" not in page
        assert "Next free" not in page


def test_a_letter_shows_from_whom_and_until_when_and_the_free_times(
    specialist: Affiliation,
) -> None:
    letter = make_referral(specialist=specialist.provider)
    until = Referral.objects.with_visits().get(pk=letter.pk).until
    assert until is not None

    for page in read(letter.patient.user, specialist):
        assert f"{HELD} {letter.referrer} until {until.day} {until:%B %Y}" in page
        assert CLOSED not in page
        assert f"/book/{specialist.pk}/" in page
        assert "Next free" in page


def test_another_patients_letter_opens_nothing(specialist: Affiliation) -> None:
    make_referral(specialist=specialist.provider)

    for page in read(PatientFactory.create().user, specialist):
        assert CLOSED in page
        assert HELD not in page


def test_a_letter_that_lapsed_opens_nothing(specialist: Affiliation) -> None:
    letter = make_referral(
        specialist=specialist.provider, sent_at=timezone.now() - timedelta(days=400)
    )

    for page in read(letter.patient.user, specialist):
        assert CLOSED in page
        assert HELD not in page


@pytest.mark.parametrize("make", [lambda: ProviderFactory.create().user, staff_user])
def test_providers_and_staff_read_that_a_letter_is_needed(
    specialist: Affiliation, make: Callable[[], User]
) -> None:
    make_referral(specialist=specialist.provider)

    for page in read(make(), specialist):
        assert CLOSED in page
        assert HELD not in page


def test_a_chip_leads_to_the_check_page_under_the_letter(specialist: Affiliation) -> None:
    letter = make_referral(specialist=specialist.provider)
    client = Client()
    client.force_login(letter.patient.user)
    found = client.get(reverse("centres:search"), {"q": "okonjo"})
    [(_, [card])] = found.context["groups"]

    check = client.get(card.chips[0].path)

    assert "Check your appointment" in text(check)


@pytest.mark.parametrize("where", ["search", "centre"])
def test_twenty_specialists_cost_as_many_queries_as_one(where: str) -> None:
    patient = PatientFactory.create()
    client = Client()
    client.force_login(patient.user)
    small, large = (CentreFactory.create(name=name) for name in ("Wattle", "Banksia"))
    for centre, number in ((small, 1), (large, 20)):
        for hours in range(number):
            place = open_affiliation(
                centre=centre, provider=ProviderFactory.create(specialist=True)
            )
            make_referral(
                patient=patient,
                specialist=place.provider,
                sent_at=timezone.now() - timedelta(hours=hours + number),
            )
    few, many = (
        reverse("centres:centre", args=[centre.pk])
        if where == "centre"
        else f"{reverse('centres:search')}?kind=provider&q={centre}"
        for centre in (small, large)
    )

    assert queries_of(client, few) == queries_of(client, many) <= 12
