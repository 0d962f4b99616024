"""What the tests of the consultation page send, and where."""

from typing import Any

from django.test import Client
from django.urls import reverse

from appointments.models import Appointment

AMOXICILLIN = {
    "medication": "Amoxicillin",
    "dose": "500 mg",
    "directions": "Three times a day",
    "repeats": "1",
}


def page_of(appointment: Appointment) -> str:
    return reverse("records:consultation", args=[appointment.pk])


def rows(*sent: dict[str, str]) -> dict[str, str]:
    """Rows of medication as a browser sends them."""
    named = {f"rx-{n}-{name}": text for n, row in enumerate(sent) for name, text in row.items()}
    return {"rx-TOTAL_FORMS": str(len(sent)), "rx-INITIAL_FORMS": "0", **named}


def save(client: Client, appointment: Appointment, **fields: Any) -> Any:
    return client.post(page_of(appointment), {"text": "A cough.", **fields})
