"""Places and centres that are deleted in the admin, or stay."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import superuser
from accounts.paging import SomeObjects
from appointments.factories import make_appointment
from appointments.tests.desks import receptionist
from appointments.tests.pages import text
from centres.factories import open_affiliation
from centres.models import Affiliation, Centre

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Affiliation:
    return open_affiliation()


def delete_url(row: Affiliation | Centre) -> str:
    return reverse(f"admin:centres_{row._meta.model_name}_delete", args=[row.pk])


def test_a_place_with_appointments_stays_and_the_page_says_why(
    client: Client, place: Affiliation
) -> None:
    visits = [
        make_appointment(affiliation=place, status=status) for status in ("booked", "cancelled")
    ]
    client.force_login(receptionist(place.centre))

    shown = text(client.get(delete_url(place)))
    client.post(delete_url(place), {"post": "yes"})

    assert "because of what is kept with it: 2 appointments." in shown
    assert "Take away its hours</a> instead." in shown
    assert "permission" not in shown
    assert not any(str(visit.patient) in shown for visit in visits)
    assert Affiliation.objects.contains(place)


def test_what_keeps_a_place_is_counted_to_a_limit(
    client: Client, place: Affiliation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SomeObjects, "MOST", 2)
    for _ in range(3):
        make_appointment(affiliation=place, status="cancelled")
    client.force_login(superuser())

    assert "kept with it: at least 2 appointments." in text(client.get(delete_url(place)))


def test_a_centre_where_somebody_works_stays(client: Client, place: Affiliation) -> None:
    client.force_login(superuser())

    shown = text(client.get(delete_url(place.centre)))
    client.post(delete_url(place.centre), {"post": "yes"})

    assert "kept with it: 1 provider's place." in shown
    assert Centre.objects.exists()


def test_a_place_without_appointments_is_deleted_with_its_hours(
    client: Client, place: Affiliation
) -> None:
    client.force_login(receptionist(place.centre))

    client.post(delete_url(place), {"post": "yes"})

    assert not Affiliation.objects.exists()
