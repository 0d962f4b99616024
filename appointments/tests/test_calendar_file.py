"""The file for a patient's own calendar."""

from email.utils import parseaddr
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.factories import PatientFactory, staff_user
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.services import cancel, reschedule
from appointments.tests.times import at
from centres.models import Affiliation

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment(patient: Patient, affiliation: Affiliation) -> Appointment:
    return make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11), reason="A cough"
    )


def url(appointment: Appointment) -> str:
    return reverse("appointments:calendar", args=[appointment.pk])


def read(client: Client, appointment: Appointment) -> tuple[str, Any]:
    """The method of the file, and its one event."""
    calendar = Calendar.from_ical(client.get(url(appointment)).content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return str(calendar["METHOD"]), event


def test_the_file_says_when_where_and_with_whom_in_utc(
    client: Client, appointment: Appointment
) -> None:
    method, event = read(client, appointment)

    centre = appointment.affiliation.centre
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", 0)
    assert event["UID"] == str(appointment.pk)
    assert (event.start, event.end) == (appointment.starts_at, appointment.ends_at)
    assert event["DTSTART"].to_ical().endswith(b"Z")
    assert event["SUMMARY"] == f"Appointment with {appointment.provider}"
    assert event["LOCATION"] == f"{centre}, {centre.address}"
    assert event["URL"] == settings.SITE_URL + reverse("appointments:detail", args=[appointment.pk])


def test_the_file_says_who_sends_it_and_when_it_was_made(
    client: Client, appointment: Appointment
) -> None:
    before = timezone.now().replace(microsecond=0)

    _, event = read(client, appointment)

    assert event["ORGANIZER"] == f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    assert before <= event["DTSTAMP"].dt <= timezone.now()
    assert event["DTSTAMP"].to_ical().endswith(b"Z")


def test_the_file_is_saved_under_the_day_and_holds_nothing_clinical(
    client: Client, appointment: Appointment
) -> None:
    response = client.get(url(appointment))

    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    name = f"appointment-{appointment.day}.ics"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"cough" not in response.content


def test_after_a_move_the_same_event_has_a_higher_sequence(
    client: Client, patient: Patient, appointment: Appointment
) -> None:
    _, before = read(client, appointment)
    starts = [at(appointment.affiliation, 15)]
    reschedule(appointment=appointment, starts=starts, by=patient.user, now=timezone.now())

    _, after = read(client, appointment)

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.start == starts[0]


def test_a_cancelled_appointment_takes_itself_out_of_calendars(
    client: Client, patient: Patient, appointment: Appointment
) -> None:
    cancel(appointment=appointment, by=patient.user, now=timezone.now())

    method, event = read(client, appointment)

    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_names_from_other_scripts_and_line_breaks_stay_one_line(
    client: Client, appointment: Appointment
) -> None:
    user = appointment.provider.user
    user.full_name = "Zoë; 王, 小明\r\nBEGIN:VALARM " + "é" * 90
    user.save()

    _, event = read(client, appointment)

    assert event["SUMMARY"].startswith("Appointment with Zoë; 王, 小明")
    assert not event.subcomponents


def test_to_everybody_else_the_file_is_missing(client: Client, appointment: Appointment) -> None:
    for user in (PatientFactory.create().user, appointment.provider.user, staff_user()):
        client.force_login(user)

        assert client.get(url(appointment)).status_code == 404
