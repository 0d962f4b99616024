from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, ProviderFactory, staff_user
from accounts.models import Patient, Provider, User
from centres import services
from centres.factories import CentreFactory
from centres.models import Centre, CentreRating
from centres.ratings import Given, given_to

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
Subject = Centre | Provider


@pytest.fixture(params=["centre", "provider"])
def subject(request: pytest.FixtureRequest) -> Subject:
    makers: dict[str, Callable[[], Subject]] = {
        "centre": CentreFactory.create,
        "provider": ProviderFactory.create,
    }
    return makers[request.param]()


@pytest.fixture
def patient(client: Client) -> Patient:
    patient = PatientFactory.create()
    client.force_login(patient.user)
    return patient


def rate_url(subject: Subject) -> str:
    page = "rate_centre" if isinstance(subject, Centre) else "rate_provider"
    return reverse(f"centres:{page}", args=[subject.pk])


def rate(subject: Subject, patient: Patient, stars: int) -> None:
    services.rate(patient=patient, subject=subject, stars=stars, now=NOW)


def stars_of(subject: Subject) -> list[int]:
    return list(subject.ratings.values_list("stars", flat=True))


def test_a_patient_gives_stars_and_returns_to_the_profile(
    client: Client, patient: Patient, subject: Subject
) -> None:
    response = client.post(rate_url(subject), {"stars": "4"})

    assert response.status_code == 302
    assert response["Location"] == rate_url(subject).removesuffix("rate/")
    assert stars_of(subject) == [4]


@pytest.mark.parametrize(
    ("stars", "average", "count"),
    [
        ([4], "4 out of 5", "1 rating"),
        ([5, 4], "4.5 out of 5", "2 ratings"),
        ([4, 4, 4, 5], "4.3 out of 5", "4 ratings"),  # 4.25
        ([5] * 19 + [4], "5 out of 5", "20 ratings"),  # 4.95
    ],
)
def test_what_was_given_is_told_to_a_tenth(
    patient: Patient, subject: Subject, stars: list[int], average: str, count: str
) -> None:
    for own in stars[1:]:
        rate(subject, PatientFactory.create(), own)
    rate(subject, patient, stars[0])
    kind = "centres" if isinstance(subject, Centre) else "providers"

    (given,) = [found for found in given_to(**{kind: [subject.pk]}, reader=patient.user) if found]

    assert given == {subject.pk: Given(average, count, own=stars[0])}


def test_a_first_rating_has_no_default(client: Client, patient: Patient, subject: Subject) -> None:
    response = client.get(rate_url(subject))

    assert b" checked" not in response.content


def test_an_own_rating_is_shown_and_a_new_one_takes_its_place(
    client: Client, patient: Patient, subject: Subject
) -> None:
    services.rate(patient=patient, subject=subject, stars=2, now=NOW)
    services.rate(patient=PatientFactory.create(), subject=subject, stars=5, now=NOW)

    shown = client.get(rate_url(subject))
    client.post(rate_url(subject), {"stars": "3"})

    assert "You gave 2 stars." in shown.text
    assert shown.text.count(" checked") == 1
    assert sorted(stars_of(subject)) == [3, 5]


def test_one_star_is_told_as_one(client: Client, patient: Patient, subject: Subject) -> None:
    services.rate(patient=patient, subject=subject, stars=1, now=NOW)

    shown = client.get(rate_url(subject).removesuffix("rate/"))

    assert "You gave 1 star." in shown.text


def test_the_profile_shows_the_own_rating_with_a_link_to_change_it(
    client: Client, patient: Patient, subject: Subject
) -> None:
    profile = rate_url(subject).removesuffix("rate/")
    services.rate(patient=PatientFactory.create(), subject=subject, stars=5, now=NOW)
    unrated = client.get(profile)
    services.rate(patient=patient, subject=subject, stars=4, now=NOW)

    rated = client.get(profile)

    assert "Rate this " in unrated.text
    assert "You gave" not in unrated.text
    assert "You gave 4 stars." in rated.text
    assert "Rate this " not in rated.text
    assert rate_url(subject) in rated.text


@pytest.mark.parametrize(
    "sent",
    [
        {},
        *(
            {"stars": stars}
            for stars in ["", "0", "6", "-1", "abc", "4.0", " 4", "\uff14", "4\0", "\0", "9" * 5000]
        ),
        {"stars": ["1", "5"]},
        {"stars": ["5", "5"]},
    ],
)
def test_other_answers_are_refused_and_nothing_is_written(
    client: Client, patient: Patient, subject: Subject, sent: dict[str, str | list[str]]
) -> None:
    services.rate(patient=patient, subject=subject, stars=2, now=NOW)

    response = client.post(rate_url(subject), sent)

    assert response.status_code == 200
    assert "<title>Error: " in response.text
    assert "Choose how many stars you give, from 1 to 5." in response.text
    assert stars_of(subject) == [2]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("make", [lambda: ProviderFactory.create().user, staff_user])
def test_only_patients_rate(
    client: Client, subject: Subject, make: Callable[[], User], method: str
) -> None:
    client.force_login(make())

    response = getattr(client, method)(rate_url(subject), {"stars": "5"})

    assert response.status_code == 403
    assert stars_of(subject) == []


@pytest.mark.parametrize("pk", [0, 999_999, 2**63, 10**30, "9" * 5000])
@pytest.mark.parametrize("noun", ["centres", "providers"])
def test_what_does_not_exist_cannot_be_rated(
    client: Client, patient: Patient, noun: str, pk: int | str
) -> None:
    response = client.post(f"/{noun}/{pk}/rate/", {"stars": "5"})

    assert response.status_code == 404


def test_a_provider_whose_account_is_closed_cannot_be_rated(
    client: Client, patient: Patient
) -> None:
    closed = ProviderFactory.create(user__is_active=False)

    response = client.post(rate_url(closed), {"stars": "5"})

    assert response.status_code == 404
    assert stars_of(closed) == []


def test_a_rating_is_neither_put_nor_deleted(
    client: Client, patient: Patient, subject: Subject
) -> None:
    services.rate(patient=patient, subject=subject, stars=2, now=NOW)

    assert client.put(rate_url(subject)).status_code == 405
    assert client.delete(rate_url(subject)).status_code == 405
    assert stars_of(subject) == [2]


def test_the_newest_rating_of_a_patient_counts_with_its_time(subject: Subject) -> None:
    patient = PatientFactory.create()
    services.rate(patient=patient, subject=subject, stars=1, now=NOW)

    services.rate(patient=patient, subject=subject, stars=5, now=NOW + timedelta(days=1))

    assert list(subject.ratings.values_list("stars", "rated_at")) == [(5, NOW + timedelta(days=1))]


def test_the_database_holds_one_rating_of_a_patient() -> None:
    patient, centre, provider = (
        PatientFactory.create(),
        CentreFactory.create(),
        ProviderFactory.create(),
    )
    services.rate(patient=patient, subject=centre, stars=1, now=NOW)
    services.rate(patient=patient, subject=provider, stars=1, now=NOW)

    with pytest.raises(IntegrityError):
        CentreRating.objects.bulk_create(
            [CentreRating(patient=patient, centre=centre, stars=2, rated_at=NOW)]
        )
