"""Own appointments in order, upcoming and past."""

import re
from datetime import timedelta
from unittest.mock import Mock
from uuid import UUID

import pytest
from django.db import connection
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]
    _sqlite_format_dtdelta,
)
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factories import staff_user
from accounts.models import Patient, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at, coming_wednesday
from centres.factories import open_affiliation
from centres.models import Affiliation
from centres.validators import SLOT

pytestmark = pytest.mark.django_db

LIST = reverse("appointments:list")


def shown(client: Client, **query: str) -> list[UUID]:
    return [card.pk for card in client.get(LIST, query).context["cards"]]


def a_week_apart(patient: Patient, affiliation: Affiliation, weeks: range) -> list[Appointment]:
    return [
        make_appointment(
            patient=patient,
            affiliation=affiliation,
            starts_at=at(affiliation, 11, day=coming_wednesday(weeks=week)),
        )
        for week in weeks
    ]


def test_a_patient_sees_own_upcoming_appointments_the_next_one_first(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    later, soon = (
        a_week_apart(patient, affiliation, weeks)[0] for weeks in (range(4, 5), range(1, 2))
    )
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 9))
    a_week_apart(patient, affiliation, range(-3, -2))

    assert shown(client) == [soon.pk, later.pk]


def test_past_and_cancelled_appointments_stand_apart_the_latest_first(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    past = a_week_apart(patient, affiliation, range(-5, -2))
    cancelled = make_appointment(
        patient=patient,
        affiliation=affiliation,
        starts_at=at(affiliation, 11),
        status=Appointment.Status.CANCELLED,
    )

    assert shown(client, when="past") == [cancelled.pk, *(visit.pk for visit in reversed(past))]
    assert shown(client) == []


def test_a_visit_in_progress_is_upcoming_until_its_end(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    begun = timezone.now() - timedelta(minutes=10)
    going_on = make_appointment(patient=patient, affiliation=affiliation, starts_at=begun)
    over = make_appointment(patient=patient, starts_at=begun - SLOT)

    assert shown(client) == [going_on.pk]
    assert reverse("appointments:cancel", args=[going_on.pk]) not in text(client.get(LIST))
    assert shown(client, when="past") == [over.pk]


def test_what_is_long_over_is_left_out_of_what_is_to_come_by_an_index(
    patient: Patient, affiliation: Affiliation
) -> None:
    a_week_apart(patient, affiliation, range(-60, -2))
    own = Appointment.objects.filter(provider=affiliation.provider)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE appointments_appointment")
        if connection.vendor == "postgresql":  # it would rather read a table as small as here
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = own.upcoming(timezone.now()).explain()

    assert re.search(r"provider_id ?=.*starts_at ?>", plan)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reckons with instants itself")
def test_sqlite_asks_once_when_what_is_to_come_has_begun_at_the_earliest(
    patient: Patient, affiliation: Affiliation
) -> None:
    visits = a_week_apart(patient, affiliation, range(1, 4))
    reckon = Mock(side_effect=_sqlite_format_dtdelta)
    for function in (reckon, _sqlite_format_dtdelta):
        connection.connection.create_function("django_format_dtdelta", 3, function)
        found = Appointment.objects.upcoming(timezone.now()).count()

    assert (found, reckon.call_count) == (len(visits), 1)


def test_a_card_links_profiles_and_has_three_actions_that_name_it(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    appointment = make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 14)
    )

    page = text(client.get(LIST))

    assert reverse("centres:provider", args=[affiliation.provider.pk]) in page
    assert reverse("centres:centre", args=[affiliation.centre.pk]) in page
    for verb in ("calendar", "reschedule", "cancel"):
        assert reverse(f"appointments:{verb}", args=[appointment.pk]) in page
    day = coming_wednesday()
    name = f"Wednesday {day.day} {day:%B %Y}, 2:00pm</span>"
    assert page.count(name) == 3


def test_a_provider_who_takes_no_bookings_any_more_has_a_name_and_no_link(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    a_week_apart(patient, affiliation, range(-3, -2))
    User.objects.filter(pk=affiliation.provider.user_id).update(is_active=False)

    page = text(client.get(LIST, {"when": "past"}))

    assert f"With {affiliation.provider}, {affiliation.provider.service}," in page
    assert reverse("centres:provider", args=[affiliation.provider.pk]) not in page


def test_a_provider_sees_who_comes_but_not_to_whom_a_cancelled_time_belonged(
    client: Client, affiliation: Affiliation
) -> None:
    coming = make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))
    cancelled = make_appointment(
        affiliation=affiliation, starts_at=at(affiliation, 12), status=Appointment.Status.CANCELLED
    )
    client.force_login(affiliation.provider.user)

    assert str(coming.patient) in text(client.get(LIST))
    past = text(client.get(LIST, {"when": "past"}))
    assert "12:00pm" in past
    assert str(cancelled.patient) not in past


def test_staff_have_no_list(client: Client) -> None:
    client.force_login(staff_user())

    assert client.get(LIST).status_code == 403


def test_twenty_appointments_are_a_page(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    a_week_apart(patient, affiliation, range(-25, -2))

    assert len(shown(client, when="past")) == 20
    assert len(shown(client, when="past", page="2")) == 3
    assert "?when=past&page=2" in text(client.get(LIST, {"when": "past"}))


@pytest.mark.parametrize("number", ["0", "-1", "x", "\x00", "9" * 5000, "😀", ""])
@pytest.mark.parametrize("when", ["past", "\x00<b>", "x" * 5000])
def test_a_page_or_time_that_is_unknown_still_shows_the_list(
    client: Client, patient: Patient, number: str, when: str
) -> None:
    assert client.get(LIST, {"page": number, "when": when}).status_code == 200


@pytest.mark.parametrize("role", ["patient", "provider"])
@pytest.mark.parametrize("when", ["upcoming", "past"])
def test_the_list_costs_the_same_at_1_row_and_at_30(
    client: Client, affiliation: Affiliation, patient: Patient, role: str, when: str
) -> None:
    if role == "provider":
        client.force_login(affiliation.provider.user)
    path = f"{LIST}?when={when}"
    sign = -1 if when == "past" else 1
    a_week_apart(patient, affiliation, range(sign * 2, sign * 2 + 1))
    one_row = queries_of(client, path)

    for week in range(3, 32):
        place = affiliation if role == "provider" else open_affiliation()
        day = timezone.localdate() + timedelta(weeks=sign * week)
        make_appointment(
            patient=patient if role == "patient" else None,
            affiliation=place,
            starts_at=at(place, 11, day=day),
        )

    assert queries_of(client, path) == one_row <= 12
