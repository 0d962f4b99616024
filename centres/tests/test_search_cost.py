"""What a page of results costs when everything is on it."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.factories import PatientFactory, ProviderFactory
from centres.factories import open_affiliation
from referrals.factories import make_referral

pytestmark = pytest.mark.django_db


def test_both_kinds_with_specialists_and_letters_take_ten_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    patient = PatientFactory.create()
    client.force_login(patient.user)
    for _ in range(3):
        specialist = ProviderFactory.create(specialist=True)
        open_affiliation(provider=specialist, centre__suburb="Newtown")
        open_affiliation(centre__suburb="Newtown")
        make_referral(patient=patient, specialist=specialist)
    client.get(reverse("centres:search"), {"q": "newtown"})  # loads the words

    with django_assert_max_num_queries(10):
        text = client.get(reverse("centres:search"), {"q": "newtown"}).content.decode()

    assert text.count('<li class="result">') == 12
    assert "<h2>Centres</h2>" in text
    assert "Needs a GP referral" not in text
