"""Cancelling asks on its own page and then frees the time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PatientFactory, staff_user
from accounts.models import OutgoingMail, Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import text
from appointments.tests.times import at
from centres.models import Affiliation

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment(patient: Patient, affiliation: Affiliation) -> Appointment:
    return make_appointment(patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11))


def page_of(appointment: Appointment) -> str:
    return reverse("appointments:cancel", args=[appointment.pk])


def test_the_page_asks_and_changes_nothing(client: Client, appointment: Appointment) -> None:
    page = text(client.get(page_of(appointment)))

    assert "Cancel this appointment?" in page
    assert "11:00am" in page
    assert Appointment.objects.standing().contains(appointment)


def test_confirming_cancels_frees_the_time_and_shows_the_appointment(
    client: Client, appointment: Appointment
) -> None:
    response = client.post(page_of(appointment), follow=True)

    assert response.redirect_chain == [(reverse("appointments:detail", args=[appointment.pk]), 302)]
    assert "Your appointment is cancelled." in text(response)
    assert not Appointment.objects.standing().exists()
    assert not appointment.slots.exists()


def test_confirming_twice_cancels_once_and_leads_to_the_appointment(
    client: Client, appointment: Appointment
) -> None:
    client.post(page_of(appointment))

    response = client.post(page_of(appointment), follow=True)

    assert response.redirect_chain == [(reverse("appointments:detail", args=[appointment.pk]), 302)]
    assert "Your appointment is cancelled." in text(response)
    assert "cannot be changed" not in text(response)
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("status", ["completed", "no_show"])
def test_what_no_longer_stands_cannot_be_cancelled(
    client: Client, patient: Patient, affiliation: Affiliation, status: str
) -> None:
    appointment = make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11), status=status
    )

    for answer in (client.get(page_of(appointment)), client.post(page_of(appointment))):
        assert answer.status_code == 200
        assert "It can no longer be changed." in text(answer)
        assert "btn-danger" not in text(answer)
    appointment.refresh_from_db()
    assert appointment.status == status
    assert not OutgoingMail.objects.exists()


def test_what_has_begun_cannot_be_cancelled(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    begun = timezone.now() - timedelta(minutes=1)
    appointment = make_appointment(patient=patient, affiliation=affiliation, starts_at=begun)

    response = client.post(page_of(appointment))

    assert "This appointment has begun." in text(response)
    assert Appointment.objects.standing().contains(appointment)


def test_to_everybody_else_it_is_missing_and_stands(
    client: Client, appointment: Appointment
) -> None:
    others = [PatientFactory.create().user, appointment.provider.user, staff_user()]

    for user in others:
        client.force_login(user)
        answers = [client.get(page_of(appointment)), client.post(page_of(appointment))]

        assert [answer.status_code for answer in answers] == [404, 404]
    assert Appointment.objects.standing().contains(appointment)


def test_one_that_does_not_exist_is_missing(client: Client, patient: Patient) -> None:
    assert client.post(reverse("appointments:cancel", args=[uuid4()])).status_code == 404
