"""What the page of decisions says, asked for from a day off on a coming Wednesday."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.deciding import decide, each
from appointments.tests.times import at, coming_wednesday
from centres.models import Affiliation
from centres.validators import SLOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def hit(place: Affiliation) -> Appointment:
    """Somebody who is booked then, and is moved to nine on the next day."""
    return make_appointment(affiliation=place, starts_at=at(place, 10))


def ask(desk: Client, place: Affiliation) -> Any:
    path = reverse("admin:centres_affiliation_off", args=[place.pk])
    return desk.post(f"{path}?day={coming_wednesday()}", {"span": "day", "reason": "Flu & “more”"})


def test_each_appointment_stands_there_with_whom_to_call(
    desk: Client, place: Affiliation, hit: Appointment
) -> None:
    hit.patient.user.phone = "0491 570 006"
    hit.patient.user.save()

    page = ask(desk, place).text

    for told in (str(hit.patient), "0491 570 006", f"with {place.provider}", "10:00am"):
        assert told in page
    later = coming_wednesday() + timedelta(days=1)
    assert f"Move to {later:%A} {later.day} {later:%B %Y}, 9:00am" in page


def test_the_reason_of_a_visit_stands_nowhere(desk: Client, place: Affiliation) -> None:
    make_appointment(affiliation=place, starts_at=at(place, 10), reason="gonalgia")

    assert "gonalgia" not in ask(desk, place).text


def test_what_was_sent_travels_along_once_however_often_is_asked(
    desk: Client, place: Affiliation, hit: Appointment
) -> None:
    again = decide(desk, decide(desk, ask(desk, place)))

    for name in ("displaced-seen", "span", "reason"):
        assert again.text.count(f'name="{name}"') == 1
    decide(desk, again, **each(leave=hit))
    assert place.time_off.get().reason == "Flu & “more”"


def test_the_reason_for_cancelling_is_kept_when_asked_again(
    desk: Client, place: Affiliation, hit: Appointment
) -> None:
    again = decide(desk, ask(desk, place), because="closed")

    assert '<option value="closed" selected>' in again.text


def test_a_booking_of_meanwhile_is_marked_as_such(
    desk: Client, place: Affiliation, hit: Appointment
) -> None:
    asked = ask(desk, place)
    make_appointment(affiliation=place, starts_at=at(place, 12))

    again = decide(desk, asked, all="leave")

    assert again.text.count("Booked or moved here since the page was shown.") == 1


def test_an_appointment_without_a_free_time_says_so_and_cannot_be_moved(
    desk: Client, place: Affiliation, hit: Appointment
) -> None:
    place.working_hours.exclude(weekday=hit.day.weekday()).delete()
    begin = at(place, 0) + timedelta(days=1)
    place.time_off.create(starts_at=begin, ends_at=begin + timedelta(days=90))

    page = ask(desk, place).text

    assert "No time is free for it in 56 days." in page
    assert "Move to" not in page


def test_a_proposal_that_is_another_one_by_now_says_so(
    desk: Client, place: Affiliation, hit: Appointment
) -> None:
    asked = ask(desk, place)
    make_appointment(affiliation=place, starts_at=at(place, 9) + timedelta(days=1))
    other = make_appointment(affiliation=place, starts_at=at(place, 10) + SLOT)

    again = decide(desk, asked, **each(move=hit))

    assert again.status_code == 409
    assert again.text.count("The time to move to is another one now.") == 1
    assert str(other.patient) in again.text


def test_whoever_has_arrived_is_marked_and_is_not_moved_with_all(
    desk: Client, place: Affiliation, hit: Appointment
) -> None:
    hit.status = "arrived"
    hit.save()
    other = make_appointment(affiliation=place, starts_at=at(place, 11))

    asked = ask(desk, place)
    again = decide(desk, asked, all="move")

    assert '<span class="sheet-state">Arrived</span>' in asked.text
    assert "“Move all” and “Cancel all” leave out whoever is here" in asked.text
    assert again.text.count("Choose what becomes of it.") == 1
    assert not place.time_off.exists()
    decide(desk, again, **each(leave=hit, move=other))
    assert place.time_off.exists()
    hit.refresh_from_db()
    assert hit.status == "arrived"


def test_an_arrival_of_meanwhile_is_asked_about_anew(
    desk: Client, place: Affiliation, hit: Appointment
) -> None:
    asked = ask(desk, place)
    hit.status = "arrived"
    hit.save()

    again = decide(desk, asked, **each(move=hit))

    assert again.status_code == 409
    assert "Arrived since the page was shown." in again.text
    assert 'value="move" checked' not in again.text
