"""A patient's page for a provider whom they booked."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import staff_user
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at, coming_wednesday
from centres.factories import open_affiliation
from centres.models import Affiliation
from medisoft.tests.test_headers import body
from records.factories import make_entry
from records.models import AccessEvent
from records.tests.sending import AMOXICILLIN
from records.views.patient import MOST_PAST

pytestmark = pytest.mark.django_db


def page_of(patient: Patient) -> str:
    return reverse("records:patient", args=[patient.pk])


def test_the_page_says_who_it_is_how_to_reach_them_and_what_is_known(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    tony.user.phone = "0400 111 222"
    tony.user.save()
    tony.medicare_number = "2123456701"
    tony.save()
    make_entry(
        make_appointment(patient=tony), text="A lesion.", medication=[{**AMOXICILLIN, "repeats": 1}]
    )

    page = text(client.get(page_of(tony)))

    for shown in (
        "<h1>Tony Marino</h1>",
        "0400 111 222",
        tony.user.email,
        "2123 45670 1",
        "A lesion.",
        "<strong>Amoxicillin</strong>",
        "because of the appointment on",
        "This view is recorded.",
        reverse("records:consultation", args=[visit.pk]),
    ):
        assert shown in page


def test_it_lists_the_appointments_with_this_provider_and_no_others(
    client: Client, visit: Appointment, tony: Patient, doctor: Affiliation
) -> None:
    past = make_appointment(
        patient=tony, affiliation=doctor, starts_at=at(doctor, 9, day=coming_wednesday(weeks=-3))
    )
    elsewhere = make_appointment(patient=tony, reason="With another")

    page = text(client.get(page_of(tony)))

    coming, _, gone = page.partition("Past and cancelled</h3>")
    assert reverse("appointments:detail", args=[visit.pk]) in coming
    assert reverse("appointments:detail", args=[past.pk]) in gone
    assert str(elsewhere.pk) not in page
    assert "With another" not in page


def test_a_view_is_one_event_with_the_appointment_that_justifies_it(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    client.get(page_of(tony))

    event = AccessEvent.objects.get()
    assert (event.patient, event.actor, event.appointment) == (tony, visit.provider.user, visit)


def test_a_provider_without_a_live_appointment_finds_nothing_and_the_attempt_is_logged(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    Appointment.objects.update(status="cancelled")

    response = client.get(page_of(tony))

    assert response.status_code == 404
    assert AccessEvent.objects.get().allowed is False


def test_another_patient_answers_like_one_who_does_not_exist(
    client: Client, tony: Patient, doctor: Affiliation
) -> None:
    nobody = client.get(reverse("records:patient", args=[uuid4()]))

    assert body(client.get(page_of(tony))) == body(nobody)
    assert nobody.status_code == 404
    assert AccessEvent.objects.count() == 1  # of Tony; of nobody there is none


def test_it_is_no_page_of_patients_or_staff(client: Client, tony: Patient) -> None:
    for user in (tony.user, staff_user()):
        client.force_login(user)
        assert client.get(page_of(tony)).status_code == 403


def test_it_costs_the_same_at_1_appointment_and_at_30(
    client: Client, visit: Appointment, tony: Patient, doctor: Affiliation
) -> None:
    def more(weeks: range) -> None:
        for n in weeks:
            other = open_affiliation()
            day = coming_wednesday(weeks=n)
            make_entry(
                make_appointment(patient=tony, affiliation=other, starts_at=at(other, 9, day=day))
            )
            make_appointment(patient=tony, affiliation=doctor, starts_at=at(doctor, 10, day=day))

    more(range(3, 4))
    once = queries_of(client, page_of(tony))
    more(range(4, 33))

    assert queries_of(client, page_of(tony)) == once


def test_of_many_past_appointments_the_newest_stand_there_and_the_way_to_the_others(
    client: Client, visit: Appointment, tony: Patient, doctor: Affiliation
) -> None:
    def make_past(weeks: range) -> list[Appointment]:
        days = [coming_wednesday(weeks=-week) for week in weeks]
        return [
            make_appointment(patient=tony, affiliation=doctor, starts_at=at(doctor, 9, day=day))
            for day in days
        ]

    earlier = reverse("appointments:list") + "?when=past"
    newest = make_past(range(3, 3 + MOST_PAST))
    assert earlier not in text(client.get(page_of(tony)))

    (oldest,) = make_past(range(30, 31))
    page = text(client.get(page_of(tony)))

    assert f"the newest {MOST_PAST}" in " ".join(page.split())
    assert earlier in page
    for past in newest:
        assert reverse("appointments:detail", args=[past.pk]) in page
    assert reverse("appointments:detail", args=[oldest.pk]) not in page
