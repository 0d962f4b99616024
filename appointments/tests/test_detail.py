"""The page of an appointment: confirmation for its patient, preparation for its provider."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.factories import PatientFactory, ProviderFactory, staff_user, superuser
from accounts.models import Patient, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.services import reschedule
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at, coming_wednesday
from centres.models import Affiliation

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment(patient: Patient, affiliation: Affiliation) -> Appointment:
    return make_appointment(
        patient=patient,
        affiliation=affiliation,
        starts_at=at(affiliation, 11),
        reason="A <b>cough</b>",
    )


def page_of(appointment: Appointment) -> str:
    return reverse("appointments:detail", args=[appointment.pk])


def test_its_patient_reads_that_it_is_booked_and_what_can_be_done(
    client: Client, patient: Patient, appointment: Appointment
) -> None:
    response = client.get(page_of(appointment))

    page = text(response)
    assert "Your appointment is booked" in page
    assert '11:00am</strong> <span class="text-nowrap">to 11:30am' in page
    assert str(appointment.provider) in page
    assert b"A &lt;b&gt;cough&lt;/b&gt;" in response.content
    for verb in ("calendar", "reschedule", "cancel"):
        assert reverse(f"appointments:{verb}", args=[appointment.pk]) in page


def test_its_patient_can_call_the_centre(
    client: Client, patient: Patient, appointment: Appointment
) -> None:
    centre = appointment.affiliation.centre
    centre.phone = "(02) 9385 5425"
    centre.save()

    response = client.get(page_of(appointment))

    assert b'href="tel:0293855425">(02) 9385 5425<' in response.content


NOTICE = "You can do that until 2 hours before it starts."
CALL = "If you cannot come, call the centre"
CHANGE = "If you cannot come, change the time or cancel"


@pytest.mark.parametrize(
    ("status", "minutes", "heading", "advice"),
    [
        ("booked", 150, "Your appointment is booked", CHANGE),
        ("booked", 90, "Your appointment is booked", CALL),
        ("arrived", 150, "You have arrived for your appointment", CHANGE),
        ("booked", -10, "Your appointment has begun", CALL),
        ("arrived", -10, "Your appointment has begun", CALL),
        ("booked", -40, "Your appointment on ", ""),
        ("no_show", -10, "Your appointment on ", ""),
    ],
)
def test_the_heading_and_the_advice_fit_the_status_and_the_time(
    client: Client,
    patient: Patient,
    settings: Settings,
    status: str,
    minutes: int,
    heading: str,
    advice: str,
) -> None:
    settings.MEDISOFT_NOTICE_MINUTES = 120
    start = timezone.now() + timedelta(minutes=minutes)
    appointment = make_appointment(patient=patient, starts_at=start, status=status)

    page = text(client.get(page_of(appointment)))

    (title,) = re.findall(r"<h1>\s*(.*?)\s*</h1>", page)
    assert title.startswith(heading)
    assert [words for words in (CHANGE, CALL) if words in page] == [advice] * bool(advice)
    assert (NOTICE in page) is (advice == CHANGE)
    assert (reverse("appointments:cancel", args=[appointment.pk]) in page) is (advice == CHANGE)


@pytest.mark.parametrize("status", ["booked", "completed", "no_show"])
def test_a_visit_that_is_over_can_be_booked_again(
    client: Client, patient: Patient, status: str
) -> None:
    appointment = make_appointment(
        patient=patient, starts_at=timezone.now() - timedelta(days=1), status=status
    )

    page = text(client.get(page_of(appointment)))

    assert reverse("appointments:book", args=[appointment.affiliation.pk]) in page


def test_a_provider_who_left_is_not_offered_again(
    client: Client, patient: Patient, appointment: Appointment
) -> None:
    Appointment.objects.update(status=Appointment.Status.CANCELLED)
    User.objects.filter(pk=appointment.provider.user.pk).update(is_active=False)

    page = text(client.get(page_of(appointment)))

    assert "again" not in page


def test_earlier_times_stay_readable_after_a_move(
    client: Client, patient: Patient, appointment: Appointment
) -> None:
    affiliation = appointment.affiliation
    starts = [at(affiliation, 15)]
    reschedule(appointment=appointment, starts=starts, by=patient.user, now=timezone.now())

    page = text(client.get(page_of(appointment)))

    day = coming_wednesday()
    assert f"<li>Wednesday {day.day} {day:%B %Y}, 11:00am</li>" in page


@pytest.mark.parametrize("status", ["cancelled", "completed", "no_show"])
def test_an_appointment_that_no_longer_stands_offers_no_change(
    client: Client, patient: Patient, affiliation: Affiliation, status: str
) -> None:
    appointment = make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11), status=status
    )

    page = text(client.get(page_of(appointment)))

    assert "is booked" not in page
    assert str(Appointment.Status(status).label) in page
    assert reverse("appointments:cancel", args=[appointment.pk]) not in page
    assert reverse("appointments:reschedule", args=[appointment.pk]) not in page


def test_its_provider_reads_who_comes_and_why_and_changes_nothing(
    client: Client, appointment: Appointment
) -> None:
    client.force_login(appointment.provider.user)

    page = text(client.get(page_of(appointment)))

    assert str(appointment.patient) in page
    assert "A <b>cough</b>" in page
    assert reverse("appointments:cancel", args=[appointment.pk]) not in page


def test_once_cancelled_its_provider_reads_time_and_status_only(
    client: Client, appointment: Appointment
) -> None:
    Appointment.objects.update(status=Appointment.Status.CANCELLED)
    client.force_login(appointment.provider.user)

    page = text(client.get(page_of(appointment)))

    assert "11:00am" in page
    assert "Cancelled" in page
    assert str(appointment.patient) not in page
    assert "cough" not in page


def test_to_others_it_is_as_missing_as_one_that_does_not_exist(
    client: Client, appointment: Appointment
) -> None:
    strangers = [
        PatientFactory.create().user,
        ProviderFactory.create().user,
        staff_user(),
        superuser(),
    ]
    missing = reverse("appointments:detail", args=[uuid4()])

    for user in strangers:
        client.force_login(user)
        found, absent = client.get(page_of(appointment)), client.get(missing)

        assert (found.status_code, absent.status_code) == (404, 404)
        assert without_token(found.content) == without_token(absent.content)


def without_token(content: bytes) -> list[bytes]:
    """The lines but that of the log-out form's token, which is another one on every page."""
    return [line for line in content.splitlines() if b"csrfmiddlewaretoken" not in line]


def test_the_page_costs_few_queries(client: Client, appointment: Appointment) -> None:
    assert queries_of(client, page_of(appointment)) <= 6


@pytest.mark.parametrize("name", ["appointments:detail", "appointments:list"])
def test_a_provider_who_left_is_named_without_a_link(
    client: Client, patient: Patient, affiliation: Affiliation, name: str
) -> None:
    starts_at = at(affiliation, 11)
    appointment = make_appointment(patient=patient, affiliation=affiliation, starts_at=starts_at)
    User.objects.filter(provider=affiliation.provider).update(is_active=False)

    response = client.get(reverse(name, args=[appointment.pk] if name.endswith("detail") else []))

    assert str(affiliation.provider) in response.content.decode()
    assert f"/providers/{affiliation.provider_id}/" not in response.content.decode()
