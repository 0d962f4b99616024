"""The page of a provider."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PatientFactory, ProviderFactory, staff_user
from accounts.models import Provider, User
from appointments.availability import next_free
from centres import services
from centres.factories import AffiliationFactory, open_affiliation, work_week
from centres.tests.links import links_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def provider_url(provider: Provider) -> str:
    return reverse("centres:provider", args=[provider.pk])


def test_the_page_tells_who_a_provider_is(client: Client, patient: User) -> None:
    provider = ProviderFactory.create(specialist=True, user__full_name="Cy Example")
    for stars in (5, 4):
        services.rate(patient=PatientFactory.create(), subject=provider, stars=stars, now=NOW)

    response = client.get(provider_url(provider))

    assert "<h1>Cy Example</h1>" in response.text
    assert "Specialist" in response.text
    assert "Cardiology" in response.text
    assert "4.5 out of 5" in response.text
    assert "(2 ratings)" in response.text


def test_each_centre_shows_its_address_and_the_hours_there(client: Client, patient: User) -> None:
    affiliation = AffiliationFactory.create()
    work_week(affiliation, opens=time(9), closes=time(12, 30), weekdays=range(1))
    work_week(affiliation, opens=time(13), closes=time(17), weekdays=range(2))
    work_week(affiliation, opens=time(22), closes=time(0), weekdays=range(6, 7))

    response = client.get(provider_url(affiliation.provider))

    words = " ".join(response.text.split())
    assert "Randwick NSW 2031" in words
    assert "9:00am to 12:30pm, 1:00pm to 5:00pm" in words
    assert "10:00pm to midnight" in words
    days = [words.count(f">{day}</th>") for day in ("Mon", "Tue", "Wed", "Sun")]
    assert days == [1, 1, 0, 1]


def test_the_next_three_free_times_lead_to_their_check_page(client: Client, patient: User) -> None:
    affiliation = open_affiliation(centre__timezone="Australia/Perth")

    response = client.get(provider_url(affiliation.provider))

    book = reverse("appointments:book", args=[affiliation.pk])
    slots = [
        parse_qs(urlsplit(link).query)["slots"]
        for link in links_of(response.text)
        if link.startswith(f"{book}?")
    ]
    free = next_free([affiliation], now=timezone.now())[affiliation.pk]
    assert [datetime.fromisoformat(slot) for (slot,) in slots] == free
    assert len(slots) == 3
    assert all(slot.endswith("+08:00") for (slot,) in slots)
    assert "Perth time" in response.text


def test_a_specialist_shows_how_to_get_a_referral_in_place_of_times(
    client: Client, patient: User
) -> None:
    affiliation = open_affiliation(provider=ProviderFactory.create(specialist=True))

    response = client.get(provider_url(affiliation.provider))

    assert "Needs a GP referral" in response.text
    assert "9:00am to 5:00pm" in response.text
    assert reverse("appointments:book", args=[affiliation.pk]) not in response.text


def test_a_provider_without_a_centre_takes_no_bookings(client: Client, patient: User) -> None:
    provider = ProviderFactory.create(user__full_name="Ann Example")

    assert "Ann Example takes no bookings" in client.get(provider_url(provider)).text


@pytest.mark.parametrize("make", [lambda: ProviderFactory.create().user, staff_user])
def test_only_patients_are_offered_booking_and_rating(
    client: Client, make: Callable[[], User]
) -> None:
    affiliation = open_affiliation()
    client.force_login(make())

    response = client.get(provider_url(affiliation.provider))

    assert response.context["places"][0].chips
    assert reverse("appointments:book", args=[affiliation.pk]) not in response.text
    assert "/rate/" not in response.text


def test_a_provider_whose_account_is_closed_is_not_found(client: Client, patient: User) -> None:
    closed = ProviderFactory.create(user__is_active=False)

    response = client.get(provider_url(closed))

    assert response.status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", str(2**63), "1" + "0" * 30, "9" * 5000, "-1", "x"])
def test_a_provider_who_does_not_exist_is_not_found(client: Client, patient: User, pk: str) -> None:
    assert client.get(f"/providers/{pk}/").status_code == 404


def test_the_page_can_only_be_read(client: Client, patient: User) -> None:
    assert client.post(provider_url(ProviderFactory.create())).status_code == 405


def test_nobody_reads_it_without_an_account(client: Client) -> None:
    response = client.get(provider_url(ProviderFactory.create()))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_thirty_centres_cost_as_many_queries_as_one(client: Client, patient: User) -> None:
    few_places, many_places = ProviderFactory.create(), ProviderFactory.create()
    for provider, centres in ((few_places, 1), (many_places, 30)):
        for _ in range(centres):
            open_affiliation(provider=provider)

    client.get(provider_url(few_places))  # the first page of a session writes down when it began

    with CaptureQueriesContext(connection) as few:
        client.get(provider_url(few_places))
    with CaptureQueriesContext(connection) as many:
        client.get(provider_url(many_places))

    assert len(few) == len(many) <= 6
