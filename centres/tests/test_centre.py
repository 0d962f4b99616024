"""The page of a centre."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.factories import PatientFactory, ProfessionFactory, ProviderFactory, staff_user
from accounts.models import User
from appointments.factories import make_appointment
from appointments.tests.pages import queries_of
from centres import services
from centres.factories import AffiliationFactory, CentreFactory, open_affiliation
from centres.models import Centre
from referrals.factories import make_referral

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def centre_url(centre: Centre) -> str:
    return reverse("centres:centre", args=[centre.pk])


def test_the_page_tells_where_a_centre_is_and_how_to_call_it(client: Client, patient: User) -> None:
    centre = CentreFactory.create(
        name="Prince of Wales",
        kind=Centre.Kind.HOSPITAL,
        street="320 Barker St",
        phone="(02) 9382-2222",
    )

    response = client.get(centre_url(centre))

    assert "<h1>Prince of Wales</h1>" in response.text
    assert "Hospital" in response.text
    assert "320 Barker St, Randwick NSW 2031" in response.text
    assert '<a href="tel:0293822222">(02) 9382-2222</a>' in response.text


def test_names_that_look_like_markup_are_shown_as_text(client: Client, patient: User) -> None:
    affiliation = AffiliationFactory.create(
        centre__name="<b>Bold</b>", provider__user__full_name="<script>alert(1)</script>"
    )

    response = client.get(centre_url(affiliation.centre))

    assert "<b>Bold" not in response.text
    assert "<script>alert" not in response.text


def test_the_ratings_of_a_centre_are_averaged_and_counted(client: Client, patient: User) -> None:
    centre = CentreFactory.create()
    for stars in (5, 4, 4):
        services.rate(patient=PatientFactory.create(), subject=centre, stars=stars, now=NOW)

    response = client.get(centre_url(centre))

    assert "4.3 out of 5" in response.text
    assert "(3 ratings)" in response.text


def test_providers_stand_under_their_service_in_order(client: Client, patient: User) -> None:
    centre = CentreFactory.create()
    for name, profession in [("Zoe", "GP"), ("Ann", "Pharmacist"), ("Bob", "GP")]:
        provider = ProviderFactory.create(
            user__full_name=name, profession=ProfessionFactory.create(name=profession)
        )
        AffiliationFactory.create(centre=centre, provider=provider)
    AffiliationFactory.create(
        centre=centre, provider=ProviderFactory.create(specialist=True, user__full_name="Cy")
    )

    services_shown = client.get(centre_url(centre)).context["services"]

    assert [(service, [row.name for row in rows]) for service, rows in services_shown.items()] == [
        ("Cardiology", ["Cy"]),
        ("GP", ["Bob", "Zoe"]),
        ("Pharmacist", ["Ann"]),
    ]


def test_each_provider_has_an_own_rating_and_a_way_to_book(client: Client, patient: User) -> None:
    affiliation = open_affiliation()
    other = open_affiliation(centre=affiliation.centre)
    for stars in (4, 3):
        rater = PatientFactory.create()
        services.rate(patient=rater, subject=affiliation.provider, stars=stars, now=NOW)

    response = client.get(centre_url(affiliation.centre))

    assert response.text.count("3.5 out of 5") == 1
    assert response.text.count("(2 ratings)") == 1
    assert response.text.count("Next free: ") == 2
    for pk in (affiliation.pk, other.pk):
        assert reverse("appointments:book", args=[pk]) in response.text


def test_a_provider_without_free_times_can_still_be_booked_later(
    client: Client, patient: User
) -> None:
    affiliation = AffiliationFactory.create()

    response = client.get(centre_url(affiliation.centre))

    assert "No free time in the next 2 weeks" in response.text
    assert reverse("appointments:book", args=[affiliation.pk]) in response.text


def test_a_specialist_shows_how_to_get_a_referral_in_place_of_booking(
    client: Client, patient: User
) -> None:
    affiliation = open_affiliation(provider=ProviderFactory.create(specialist=True))

    response = client.get(centre_url(affiliation.centre))

    assert "Needs a GP referral" in response.text
    assert "Next free" not in response.text
    assert reverse("appointments:book", args=[affiliation.pk]) not in response.text


@pytest.mark.parametrize("make", [lambda: ProviderFactory.create().user, staff_user])
def test_only_patients_are_offered_booking_and_rating(
    client: Client, make: Callable[[], User]
) -> None:
    affiliation = open_affiliation()
    client.force_login(make())

    response = client.get(centre_url(affiliation.centre))

    assert "Next free: " in response.text
    assert reverse("appointments:book", args=[affiliation.pk]) not in response.text
    assert "/rate/" not in response.text


def test_a_provider_whose_account_is_closed_is_not_listed(client: Client, patient: User) -> None:
    affiliation = open_affiliation(
        provider=ProviderFactory.create(user__is_active=False, user__full_name="Gone Away")
    )

    response = client.get(centre_url(affiliation.centre))

    assert "Gone Away" not in response.text
    assert "No providers take bookings here" in response.text


def test_only_a_centre_on_other_clocks_says_whose_time_it_shows(
    client: Client, patient: User
) -> None:
    here, there = CentreFactory.create(), CentreFactory.create(timezone="Australia/Perth")

    assert "All times are Perth time." not in client.get(centre_url(here)).text
    assert "All times are Perth time." in client.get(centre_url(there)).text


@pytest.mark.parametrize("pk", ["0", "999999", str(2**63), "1" + "0" * 30, "9" * 5000, "-1", "x"])
def test_a_centre_that_does_not_exist_is_not_found(client: Client, patient: User, pk: str) -> None:
    assert client.get(f"/centres/{pk}/").status_code == 404


def test_the_page_can_only_be_read(client: Client, patient: User) -> None:
    centre = CentreFactory.create()

    assert client.post(centre_url(centre)).status_code == 405


def test_nobody_reads_it_without_an_account(client: Client) -> None:
    response = client.get(centre_url(CentreFactory.create()))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_thirty_providers_cost_as_many_queries_as_one(client: Client, patient: User) -> None:
    small, large = CentreFactory.create(), CentreFactory.create()
    for centre, providers in ((small, 1), (large, 30)):
        for _ in range(providers):
            affiliation = open_affiliation(centre=centre)
            services.rate(
                patient=PatientFactory.create(), subject=affiliation.provider, stars=4, now=NOW
            )
    make_appointment(affiliation=affiliation)

    client.get(centre_url(small))  # the first page of a session writes down when it began

    with CaptureQueriesContext(connection) as few:
        client.get(centre_url(small))
    with CaptureQueriesContext(connection) as many:
        client.get(centre_url(large))

    assert len(few) == len(many) <= 6


def test_a_letter_to_a_specialist_costs_what_was_booked_under_it(
    client: Client, patient: User
) -> None:
    specialist = ProviderFactory.create(specialist=True)
    path = centre_url(open_affiliation(provider=specialist).centre)
    without = queries_of(client, path)
    make_referral(patient=patient.patient, specialist=specialist)

    with_letter = queries_of(client, path)

    assert "You have a referral from" in client.get(path).text
    assert with_letter == without + 2  # the letter's, and that of the times
