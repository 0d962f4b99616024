"""The history as a document."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory
from appointments.factories import make_appointment
from appointments.tests.pages import text
from records.factories import make_entry

pytestmark = pytest.mark.django_db

PATH = reverse("records:print")


def test_the_document_says_whose_it_is_and_as_of_when(client: Client) -> None:
    patient = PatientFactory.create(user__full_name="Tony Marino", medicare_number="2123456701")
    client.force_login(patient.user)

    page = text(client.get(PATH))

    assert "History of Tony Marino" in page
    assert "2123 45670 1" in page
    assert "As of" in page


def test_the_oldest_entry_comes_first_and_nothing_is_folded(client: Client) -> None:
    appointment = make_appointment()
    first = make_entry(appointment, text="The left knee")
    make_entry(appointment, text="The right knee", amends=first)
    client.force_login(appointment.patient.user)

    page = text(client.get(PATH))

    assert page.index("The left knee") < page.index("The right knee")
    assert "<details open>" in page
