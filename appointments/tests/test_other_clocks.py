"""Wherever a time of a centre on other clocks than the site's is told, it says so."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail, Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.services import reschedule
from appointments.tests.pages import text
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import open_affiliation
from centres.models import Affiliation

pytestmark = pytest.mark.django_db

# A time that is neither the first of two nor followed by whose it is.
BARE = re.compile(r"\d:\d\d[ap]m(?!(</strong>)? (<[^>]*>)?to | \(Perth time\))")


@pytest.fixture
def affiliation(db: None) -> Affiliation:
    return open_affiliation(centre__timezone="Australia/Perth")


@pytest.fixture
def appointment(patient: Patient, affiliation: Affiliation) -> Appointment:
    return make_appointment(patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11))


def assert_told(page: str) -> None:
    assert "(Perth time)" in page
    assert not BARE.search(page)


@pytest.mark.parametrize("role", ["patient", "provider"])
@pytest.mark.parametrize(
    "path",
    [
        lambda one: reverse("appointments:detail", args=[one.pk]),
        lambda one: reverse("appointments:list"),
        lambda one: f"{reverse('home')}?day={one.day}",
    ],
    ids=["detail", "list", "home"],
)
def test_both_parties_read_whose_time_it_is(
    client: Client, appointment: Appointment, role: str, path: Callable[[Appointment], str]
) -> None:
    if role == "provider":
        client.force_login(appointment.provider.user)

    assert_told(text(client.get(path(appointment))))


@pytest.mark.parametrize("status", ["booked", "cancelled"])
@pytest.mark.parametrize("verb", ["cancel", "reschedule"])
def test_who_changes_an_appointment_reads_whose_time_it_is(
    client: Client, appointment: Appointment, verb: str, status: str
) -> None:
    Appointment.objects.update(status=status)

    response = client.get(reverse(f"appointments:{verb}", args=[appointment.pk]), follow=True)

    without_free_times = text(response).partition("lengths-name")[0]
    assert_told(without_free_times)


@pytest.mark.parametrize("hour", [11, 14], ids=["busy", "same day"])
def test_the_appointment_in_the_way_is_told_with_its_clock(
    client: Client, appointment: Appointment, hour: int
) -> None:
    affiliation = appointment.affiliation
    sydney = open_affiliation(provider=affiliation.provider)
    place = sydney if hour == 11 else affiliation
    slots = iso(place, at(affiliation, hour).astimezone(place.centre.zone), slots=2)

    response = client.post(reverse("appointments:book", args=[place.pk]), {"slots": slots})

    (summary,) = re.findall(r"There is a problem.*?</p>", text(response), re.DOTALL)
    assert_told(summary)


def test_a_lost_race_is_told_with_its_clock(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))

    response = client.post(
        reverse("appointments:book", args=[affiliation.pk]),
        {"slots": iso(affiliation, at(affiliation, 11))},
    )

    assert response.status_code == 409
    assert_told(text(response))


def test_a_move_is_mailed_and_shown_with_its_clock(
    client: Client, patient: Patient, appointment: Appointment
) -> None:
    starts = [at(appointment.affiliation, 9, day=coming_wednesday(weeks=2))]
    reschedule(appointment=appointment, starts=starts, by=patient.user, now=timezone.now())

    mail = OutgoingMail.objects.get()
    page = text(client.get(reverse("appointments:detail", args=[appointment.pk])))

    for told in (mail.subject, mail.text, mail.html, page):
        assert_told(told)
