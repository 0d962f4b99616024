"""A change of hours that lasts, as whoever books there or changes them too meets it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Patient, User
from appointments import locks
from appointments.factories import make_appointment
from appointments.tests.pages import text
from appointments.tests.times import at, coming_wednesday, iso
from centres.models import Affiliation
from centres.tests.test_admin import centre_form

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]
AT_PRESENT = "hours at this moment. Try again in a minute."


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for longest in ("LONGEST_WAIT_TO_BOOK", "LONGEST_WAIT_TO_CHANGE"):
        monkeypatch.setattr(locks, longest, 1)


@contextmanager
def somebody_changes_hours(place: Affiliation) -> Iterator[Any]:
    """On another connection, which is given; whatever is asked meanwhile has its own."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            key = [locks.HOURS_LOCK, place.centre_id]
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", key)
        yield other.connection
    finally:
        other.close()


def lock_timeout() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


def test_a_booking_is_refused_soon_and_a_second_press_makes_it(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    sent = {"slots": iso(affiliation, at(affiliation, 11)), "reason": "A cough"}
    path = reverse("appointments:book", args=[affiliation.pk])

    with somebody_changes_hours(affiliation):
        response = client.post(path, sent)

    assert AT_PRESENT in text(response)
    assert "A cough</textarea>" in text(response)
    assert "Book appointment</button>" in text(response)
    assert not patient.appointments.exists()
    assert client.post(path, sent).status_code == 302


def test_a_move_is_refused_soon_and_a_second_press_makes_it(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    visit = make_appointment(patient=patient, affiliation=affiliation)
    path = reverse("appointments:reschedule", args=[visit.pk])
    sent = {"slots": iso(affiliation, at(affiliation, 11))}

    with somebody_changes_hours(affiliation):
        response = client.post(path, sent)

    assert AT_PRESENT in text(response)
    assert "Move appointment</button>" in text(response)
    assert client.post(path, sent).status_code == 302


def test_another_change_is_refused_and_can_be_sent_again(
    desk: Client, place: Affiliation, staff: User
) -> None:
    off = reverse("admin:centres_affiliation_off", args=[place.pk])
    path = f"{off}?day={coming_wednesday()}"

    with somebody_changes_hours(place):
        response = desk.post(path, {"span": "day", "reason": "Flu & “more”"})

    assert response.status_code == 409
    assert AT_PRESENT in text(response)
    assert 'name="reason" value="Flu & “more”"' in text(response)
    assert not place.time_off.exists()


def test_a_page_of_a_centre_is_refused_and_can_be_sent_again(
    desk: Client, place: Affiliation
) -> None:
    path = reverse("admin:centres_centre_change", args=[place.centre_id])

    with somebody_changes_hours(place):
        response = desk.post(path, centre_form(place.centre, street="9 New Street"))

    assert response.status_code == 409
    assert 'name="street" value="9 New Street"' in text(response)
    place.centre.refresh_from_db()
    assert place.centre.street != "9 New Street"


def test_hours_and_patient_are_held_together_by_one_question(
    patient: Patient, affiliation: Affiliation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    questions = (
        ("SELECT pg_try_advisory_xact_lock(%s, %s)", [locks.HOURS_LOCK, affiliation.centre_id]),
        (
            "SELECT count(*) FROM (SELECT FROM accounts_patient WHERE id = %s "
            "FOR NO KEY UPDATE SKIP LOCKED) AS found",
            [patient.pk],
        ),
    )

    def free_to_others() -> list[int]:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                return [cursor.execute(*question).fetchone()[0] for question in questions]
        finally:
            other.close()

    assert free_to_others() == [True, 1]
    with transaction.atomic():
        with django_assert_num_queries(1):
            locks.hold_hours_and_patient(affiliation.centre_id, patient.pk)
        assert free_to_others() == [False, 0]


def test_what_waits_for_rows_afterwards_waits_as_before(affiliation: Affiliation) -> None:
    before = lock_timeout()
    with somebody_changes_hours(affiliation) as theirs, transaction.atomic():
        Timer(0.2, theirs.close).start()
        locks.hold_hours(affiliation.centre_id)
        assert lock_timeout() == before
