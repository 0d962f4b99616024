"""Desks that close days while patients book and move, each in a process of their own."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, superuser
from accounts.models import OutgoingMail, User
from appointments import integrity
from appointments.availability import displaced
from appointments.displacing import changing_hours
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests import racing
from appointments.tests.racing import DONE, race
from appointments.tests.test_races import (
    NOW,
    SLOTS_A_DAY,
    always_open,
    booking,
    moving,
    slot,
)
from centres.clock import ONE_DAY
from centres.holidays import holidays_of
from centres.models import Affiliation, Centre, TimeOff
from centres.services import close_on
from centres.tests.test_admin import centre_form

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
DAYS = 6
BOOKED_A_DAY = 6


@pytest.fixture
def affiliation() -> Affiliation:
    return always_open()


@pytest.fixture
def desk() -> User:
    return superuser()


def closing(place: Affiliation, desk: User, day: int) -> racing.Attempt:
    """Close the place for one of the days of `slot`."""
    begin = slot(day * SLOTS_A_DAY)
    return partial(racing.close, place.pk, begin, begin + ONE_DAY, desk.pk, NOW)


def save_page(centre_id: int, desk_id: int, street: str) -> str:
    """Save the admin's page of a centre with another street; returns the status of the answer."""
    client = Client()
    client.force_login(User.objects.get(pk=desk_id))
    form = centre_form(Centre.objects.get(pk=centre_id), street=street)
    path = reverse("admin:centres_centre_change", args=[centre_id])
    return str(client.post(path, form).status_code)


def close_year(centre_id: int, desk_id: int, year: int) -> None:
    """Close a centre, where nobody is booked, on the holidays of a year."""
    centre, desk = Centre.objects.get(pk=centre_id), User.objects.get(pk=desk_id)
    with changing_hours(centre, decisions={}, by=desk, now=NOW):
        close_on(centre=centre, holidays=holidays_of("NSW", year))


def test_two_desks_decide_about_the_same_day_and_one_does_it(
    affiliation: Affiliation, desk: User
) -> None:
    visits = [make_appointment(affiliation=affiliation, starts_at=slot(2 * n)) for n in range(12)]

    outcomes = race([[closing(affiliation, desk, 0)] for _ in range(4)])

    assert outcomes == {DONE: 1, "off already": 3}
    assert TimeOff.objects.count() == 1
    changed = Appointment.objects.filter(pk__in=[visit.pk for visit in visits], sequence=1)
    assert changed.count() == OutgoingMail.objects.count() == len(visits)
    assert displaced([affiliation], now=NOW) == {}
    assert not list(integrity.faults())


def test_a_booking_while_the_day_is_closed_is_moved_with_the_others_or_refused(
    affiliation: Affiliation, desk: User
) -> None:
    crowds = [PatientFactory.create_batch(BOOKED_A_DAY) for _ in range(DAYS)]
    bookings = [
        [booking(patient, affiliation, day * SLOTS_A_DAY + n) for n, patient in enumerate(crowd)]
        for day, crowd in enumerate(crowds)
    ]
    closings = [closing(affiliation, desk, day) for day in range(DAYS)]

    outcomes = race([*bookings, closings])

    assert set(outcomes) <= {DONE, "OutsideHours", "SlotTaken", "HoursAreChanging"}
    assert TimeOff.objects.count() == DAYS
    assert displaced([affiliation], now=NOW) == {}
    assert not list(integrity.faults())


def test_a_patient_who_moves_into_a_day_that_is_closed_is_seen_or_refused(
    affiliation: Affiliation, desk: User
) -> None:
    visits = [
        make_appointment(affiliation=affiliation, starts_at=slot((DAYS + n) * SLOTS_A_DAY))
        for n in range(DAYS)
    ]
    moves = [
        [moving(visit, day * SLOTS_A_DAY + n) for day in range(DAYS)]
        for n, visit in enumerate(visits)
    ]
    closings = [closing(affiliation, desk, day) for day in range(DAYS)]

    outcomes = race([*moves, closings])

    assert set(outcomes) <= {DONE, "OutsideHours", "SlotTaken", "SameTime", "HoursAreChanging"}
    assert Appointment.objects.standing().count() == DAYS
    assert displaced([affiliation], now=NOW) == {}
    assert not list(integrity.faults())


def test_desks_of_two_centres_with_the_same_patients_do_not_wait_in_a_circle(desk: User) -> None:
    one, other = always_open(), always_open()
    patients = PatientFactory.create_batch(8)
    for n, patient in enumerate(patients):
        make_appointment(affiliation=one, patient=patient, starts_at=slot(n))
        make_appointment(affiliation=other, patient=patient, starts_at=slot(47 - n))

    outcomes = race([[closing(one, desk, 0)], [closing(other, desk, 0)]])

    assert outcomes == {DONE: 2}
    assert displaced([one, other], now=NOW) == {}
    assert Appointment.objects.standing().count() == 2 * len(patients)


def test_pages_and_holidays_of_a_centre_that_are_saved_at_once_do_not_wait_in_a_circle(
    affiliation: Affiliation, desk: User
) -> None:
    centre = affiliation.centre
    pages = [partial(save_page, centre.pk, desk.pk, f"{n} High Street") for n in range(10)]
    years = [partial(close_year, centre.pk, desk.pk, year) for year in range(2027, 2067)]

    outcomes = race([pages, pages, years])

    assert outcomes == {"302": 2 * len(pages), DONE: len(years)}
