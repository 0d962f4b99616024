"""From a provider's day, list and appointment to who comes."""

import pytest
from django.test import Client
from django.urls import reverse

from appointments.models import Appointment
from appointments.tests.pages import text

pytestmark = pytest.mark.django_db


def pages_about(visit: Appointment) -> list[str]:
    """Day, week, list and page of an appointment that is ahead."""
    return [
        f"/?day={visit.day}",
        f"/?day={visit.day}&view=week",
        reverse("appointments:list"),
        reverse("appointments:detail", args=[visit.pk]),
    ]


def test_every_page_about_a_live_appointment_leads_to_its_patient_and_consultation(
    client: Client, visit: Appointment
) -> None:
    for path in pages_about(visit):
        page = text(client.get(path))
        assert f'{reverse("records:patient", args=[visit.patient_id])}">Tony Marino</a>' in page
        assert f'{reverse("records:consultation", args=[visit.pk])}">Start consultation<' in page


def test_a_completed_appointment_leads_back_to_its_consultation(
    client: Client, visit: Appointment
) -> None:
    Appointment.objects.update(status="completed")

    page = text(client.get(reverse("appointments:detail", args=[visit.pk])))

    assert f'{reverse("records:consultation", args=[visit.pk])}">Consultation<' in page


@pytest.mark.parametrize(("status", "words"), [("no_show", "Missed"), ("cancelled", "Cancelled")])
def test_an_appointment_that_is_not_live_leads_nowhere_and_says_why(
    client: Client, visit: Appointment, status: str, words: str
) -> None:
    Appointment.objects.update(status=status)

    for path in ("/appointments/?when=past", f"/appointments/{visit.pk}/"):
        page = text(client.get(path))
        assert f"{words}, so the history is closed." in page
        assert reverse("records:patient", args=[visit.patient_id]) not in page
        assert reverse("records:consultation", args=[visit.pk]) not in page
