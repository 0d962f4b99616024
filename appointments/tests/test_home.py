"""The home page of each role."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factories import superuser
from accounts.models import Patient
from appointments.day_sheet import now_or_next
from appointments.factories import make_appointment
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at, coming_wednesday
from centres.factories import AffiliationFactory, open_affiliation, work_week
from centres.models import Affiliation

pytestmark = pytest.mark.django_db

HOME = reverse("home")
DAY = f"{HOME}?day={coming_wednesday()}"


@pytest.fixture
def provider_client(client: Client, affiliation: Affiliation) -> Client:
    client.force_login(affiliation.provider.user)
    return client


def test_a_patient_sees_the_next_appointment_and_what_can_be_done(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    later = coming_wednesday(weeks=2)
    make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11, day=later)
    )
    following = make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11)
    )

    response = client.get(HOME)

    page = text(response)
    assert response.context["card"].pk == following.pk
    assert str(affiliation.provider) in page
    assert str(affiliation.centre) in page
    for verb in ("calendar", "reschedule", "cancel"):
        assert reverse(f"appointments:{verb}", args=[following.pk]) in page
    assert f'action="{reverse("centres:search")}"' in page


def test_a_patient_without_appointments_is_told_so(client: Client, patient: Patient) -> None:
    assert "You have no appointments" in text(client.get(HOME))


def test_cancelled_and_past_appointments_are_not_the_next_one(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    past = coming_wednesday(weeks=-3)
    make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11, day=past)
    )
    make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11), status="cancelled"
    )

    assert "You have no appointments" in text(client.get(HOME))


@pytest.mark.parametrize(("name", "is_asked"), [("", True), ("Tony Example", False)])
def test_home_asks_for_a_name_while_there_is_none(
    client: Client, patient: Patient, name: str, is_asked: bool
) -> None:
    patient.user.full_name = name
    patient.user.save()

    assert ("Add your name" in text(client.get(HOME))) is is_asked


def test_who_keeps_centres_goes_on_to_the_admin(client: Client) -> None:
    client.force_login(superuser())

    assert client.get(HOME)["Location"] == reverse("admin:index")


def test_the_day_sheet_has_visits_in_order_and_free_time_folded(
    provider_client: Client, affiliation: Affiliation
) -> None:
    second = make_appointment(affiliation=affiliation, starts_at=at(affiliation, 14))
    first = make_appointment(
        affiliation=affiliation, starts_at=at(affiliation, 11), slots=2, reason="A cough"
    )
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 15), status="cancelled")

    response = provider_client.get(DAY)

    (sheet,) = response.context["sheets"]
    assert [visit.pk for visit in sheet.visits] == [first.pk, second.pk]
    free = [(run.starts_at, run.ends_at) for run in sheet.free]
    assert free == [
        (at(affiliation, 9), at(affiliation, 11)),
        (at(affiliation, 12), at(affiliation, 14)),
        (at(affiliation, 14, 30), at(affiliation, 17)),
    ]
    assert len(sheet.lines) == 5
    assert str(first.patient) in text(response)
    assert "A cough" in text(response)


def test_the_day_sheet_covers_all_centres_each_on_its_own_clock(
    provider_client: Client, affiliation: Affiliation
) -> None:
    perth = AffiliationFactory.create(
        provider=affiliation.provider, centre__timezone="Australia/Perth"
    )
    work_week(perth, weekdays=range(2, 3))
    make_appointment(affiliation=perth, starts_at=at(perth, 16))

    page = text(provider_client.get(DAY))

    assert "4:00pm to 4:30pm" in page
    assert "(Perth time)" in page


def current_of(place: Affiliation, now: datetime) -> UUID | None:
    visit = now_or_next(place.provider.user, now=now)
    return visit.pk if visit else None


def test_the_visit_that_goes_on_or_comes_next_stands_out(affiliation: Affiliation) -> None:
    _, going_on, _, coming = (
        make_appointment(affiliation=affiliation, starts_at=at(affiliation, hour), status=status)
        for hour, status in [(9, "booked"), (10, "arrived"), (11, "no_show"), (12, "booked")]
    )

    def current(hour: int, minute: int = 0) -> UUID | None:
        return current_of(affiliation, at(affiliation, hour, minute))

    assert current(10, 10) == going_on.pk
    assert current(10, 40) == coming.pk
    assert current(13) is None
    assert current_of(affiliation, going_on.starts_at - timedelta(days=2)) is None


def test_a_visit_that_goes_on_over_midnight_stands_out_on_either_day(
    affiliation: Affiliation,
) -> None:
    visit = make_appointment(
        affiliation=affiliation, starts_at=at(affiliation, 23, 30), slots=2, status="arrived"
    )

    found = [
        current_of(affiliation, visit.starts_at + timedelta(minutes=minutes))
        for minutes in (-10, 10, 40)
    ]

    assert found == [visit.pk] * 3


def test_the_visit_that_stands_out_is_one_click_from_its_consultation(
    provider_client: Client, affiliation: Affiliation
) -> None:
    soon = timezone.now() + timedelta(minutes=10)
    visit = make_appointment(affiliation=affiliation, starts_at=soon)

    page = text(provider_client.get(HOME))

    (card,) = re.findall(r'<div class="panel.*?</div>', page, re.DOTALL)
    assert "Next:" in card
    assert f'{reverse("records:consultation", args=[visit.pk])}">Start consultation<' in card
    assert f'{reverse("records:patient", args=[visit.patient_id])}">{visit.patient}</a>' in card
    assert f'{reverse("appointments:detail", args=[visit.pk])}">Appointment<' in card


def test_the_week_shows_seven_days_of_own_visits_only(
    provider_client: Client, affiliation: Affiliation
) -> None:
    own = make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))
    other = make_appointment(affiliation=open_affiliation(), starts_at=at(affiliation, 11))

    response = provider_client.get(f"{DAY}&view=week")

    sheets = response.context["sheets"]
    assert [sheet.date.weekday() for sheet in sheets] == list(range(7))
    assert [visit.pk for sheet in sheets for visit in sheet.visits] == [own.pk]
    assert str(other.patient) not in text(response)


def test_the_week_counts_free_half_hours_and_names_the_centre_of_a_day_once(
    provider_client: Client, affiliation: Affiliation
) -> None:
    for hour in (11, 14):
        make_appointment(affiliation=affiliation, starts_at=at(affiliation, hour))

    page = text(provider_client.get(f"{DAY}&view=week"))

    (wednesday,) = re.findall(rf'day={coming_wednesday()}">Wed.*?</section>', page, re.DOTALL)
    assert "14 free half hours" in wednesday
    assert wednesday.count(str(affiliation.centre)) == 1
    assert wednesday.count("<li>") == 2


def test_a_day_at_two_centres_names_the_one_of_each_visit(
    provider_client: Client, affiliation: Affiliation
) -> None:
    other = AffiliationFactory.create(provider=affiliation.provider)
    for place, hour in [(affiliation, 11), (other, 18)]:
        make_appointment(affiliation=place, starts_at=at(place, hour))

    page = text(provider_client.get(DAY))

    sheet = page.partition('<ol class="sheet">')[2]
    assert str(affiliation.centre) in sheet
    assert sheet.count(str(other.centre)) == 1


def test_a_provider_without_hours_or_visits_has_no_appointments_today(client: Client) -> None:
    client.force_login(AffiliationFactory.create().provider.user)

    assert "No appointments today" in text(client.get(HOME))


BAD_DAYS = ["x", "\x00", "2026-02-30", "0001-01-01", "9999-12-31", "-1", "9" * 5000, "😀<b>"]


@pytest.mark.parametrize("view", ["day", "week"])
@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_day_that_is_unknown_shows_today_and_says_so(
    provider_client: Client, day: str, view: str
) -> None:
    response = provider_client.get(HOME, {"day": day, "view": view})

    assert response.status_code == 200
    assert response.context["day"] == timezone.localdate()
    assert "Here is today." in text(response)


@pytest.mark.parametrize("day", ["2000-01-01", "2199-12-31"])
def test_a_far_day_is_shown_as_asked(provider_client: Client, day: str) -> None:
    assert provider_client.get(HOME, {"day": day, "view": "week"}).status_code == 200


@pytest.mark.parametrize("view", ["day", "week"])
def test_the_sheet_costs_the_same_at_1_visit_and_at_30(
    provider_client: Client, affiliation: Affiliation, view: str
) -> None:
    path = f"{DAY}&view={view}"
    other = AffiliationFactory.create(provider=affiliation.provider)
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 0))
    one_visit = queries_of(provider_client, path)

    for n in range(1, 30):
        place = other if n % 2 else affiliation
        make_appointment(affiliation=place, starts_at=at(place, n // 2, n % 2 * 30))

    assert queries_of(provider_client, path) == one_visit <= 12


def test_the_home_of_a_patient_costs_the_same_at_1_appointment_and_at_30(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11))
    one = queries_of(client, HOME)

    for weeks in range(2, 31):
        start = at(affiliation, 11, day=coming_wednesday(weeks=weeks))
        make_appointment(patient=patient, affiliation=affiliation, starts_at=start)

    assert queries_of(client, HOME) == one <= 12
