"""Many people at once, each in a process and with a connection of their own."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from django.conf import settings

from accounts.factories import PatientFactory
from accounts.models import OutgoingMail, Patient
from appointments import integrity
from appointments.factories import make_appointment
from appointments.models import Appointment, BookedSlot
from appointments.tests import racing
from appointments.tests.racing import DONE, race
from centres.factories import AffiliationFactory, work_week
from centres.models import Affiliation
from centres.validators import SLOT

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

# Midnight in Brisbane, whose clocks never change.
FIRST = datetime(2026, 11, 30, 14, tzinfo=UTC)
NOW = FIRST - timedelta(days=2)
PROCESSES = 16
SLOTS = 200
SLOTS_A_DAY = 48
LUCK = random.Random(1)


@pytest.fixture
def affiliation() -> Affiliation:
    return always_open()


def always_open() -> Affiliation:
    affiliation = AffiliationFactory.create(centre__timezone="Australia/Brisbane")
    work_week(affiliation, opens=time(0), closes=time(0), weekdays=range(7))
    return affiliation


def slot(number: int) -> datetime:
    return FIRST + number * SLOT


def booking(patient: Patient, affiliation: Affiliation, *numbers: int) -> racing.Attempt:
    return partial(
        racing.book, patient.pk, affiliation.pk, [slot(number) for number in numbers], NOW
    )


def moving(appointment: Appointment, *numbers: int) -> racing.Attempt:
    return partial(racing.move, appointment.pk, [slot(number) for number in numbers], NOW)


def held_slots(appointment: Appointment) -> list[datetime]:
    return list(appointment.slots.values_list("starts_at", flat=True))


def test_sixteen_processes_book_each_of_two_hundred_slots_once(affiliation: Affiliation) -> None:
    # A patient has one appointment a day with a provider, so each slot of a day needs another.
    crowds = [PatientFactory.create_batch(SLOTS_A_DAY) for _ in range(PROCESSES)]

    outcomes = race(
        [
            [booking(crowd[n % SLOTS_A_DAY], affiliation, n) for n in range(SLOTS)]
            for crowd in crowds
        ]
    )

    assert outcomes == {DONE: SLOTS, "SlotTaken": SLOTS * (PROCESSES - 1)}
    assert BookedSlot.objects.count() == Appointment.objects.count() == SLOTS
    assert OutgoingMail.objects.count() == SLOTS
    assert not list(integrity.faults())


def test_a_patient_who_books_two_providers_at_one_time_gets_one_of_them() -> None:
    patient = PatientFactory.create()
    rooms = [always_open() for _ in range(8)]
    times = [n * SLOTS_A_DAY for n in range(10)]

    outcomes = race([[booking(patient, room, n) for n in times] for room in rooms])

    assert outcomes[DONE] == len(times)
    assert BookedSlot.objects.values("starts_at").distinct().count() == len(times)
    assert not list(integrity.faults())


def test_a_patient_gets_one_appointment_a_day_with_a_provider(affiliation: Affiliation) -> None:
    patients = PatientFactory.create_batch(10)

    outcomes = race(
        [
            [booking(patient, affiliation, 8 * n + process) for n, patient in enumerate(patients)]
            for process in range(4)
        ]
    )

    assert outcomes == {DONE: len(patients), "SameDayAppointment": 3 * len(patients)}
    assert not list(integrity.faults())


def test_a_form_sent_twice_books_once(affiliation: Affiliation) -> None:
    patients = PatientFactory.create_batch(20)
    attempts = [booking(patient, affiliation, n) for n, patient in enumerate(patients)]

    outcomes = race([attempts, attempts])

    # Either refusal carries the first appointment, to which the page leads.
    twice = outcomes["PatientIsBusy"] + outcomes["SameDayAppointment"]
    assert outcomes[DONE] == twice == len(patients)
    assert Appointment.objects.count() == len(patients)


def test_no_patient_gets_past_the_limit_of_upcoming_appointments() -> None:
    patient = PatientFactory.create()
    limit = settings.MEDISOFT_MAX_UPCOMING
    rooms = [always_open() for _ in range(limit - 1)]

    outcomes = race(
        [
            [booking(patient, room, n), booking(patient, room, n + SLOTS_A_DAY)]
            for n, room in enumerate(rooms)
        ]
    )

    assert outcomes == {DONE: limit, "TooManyUpcoming": 2 * len(rooms) - limit}
    assert Appointment.objects.count() == limit


def test_moves_that_cross_and_overlap_lose_no_slot(affiliation: Affiliation) -> None:
    appointments = [
        make_appointment(affiliation=affiliation, starts_at=slot(2 * n), slots=2) for n in range(8)
    ]

    outcomes = race([moves_anywhere(appointment, span=24) for appointment in appointments])

    assert outcomes[DONE]
    assert set(outcomes) <= {DONE, "SlotTaken", "SameTime"}
    assert BookedSlot.objects.count() == 2 * len(appointments)
    assert not list(integrity.faults())


def moves_anywhere(appointment: Appointment, *, span: int) -> Sequence[racing.Attempt]:
    """Moves to two adjoining slots among the first `span`, other ones at each call."""
    firsts = [LUCK.randrange(span - 1) for _ in range(30)]
    return [moving(appointment, first, first + 1) for first in firsts]


def test_moves_of_one_appointment_follow_each_other(affiliation: Affiliation) -> None:
    appointment = make_appointment(affiliation=affiliation, starts_at=slot(0), slots=2)

    outcomes = race([moves_anywhere(appointment, span=40) for _ in range(4)])

    appointment.refresh_from_db()
    assert held_slots(appointment) == [appointment.starts_at, appointment.starts_at + SLOT]
    assert appointment.sequence == appointment.earlier_times.count() == outcomes[DONE]
    assert not list(integrity.faults())


def test_a_slot_that_is_left_goes_to_one_of_those_who_wait(affiliation: Affiliation) -> None:
    held = make_appointment(affiliation=affiliation, starts_at=slot(0))
    waiting = PatientFactory.create_batch(7)

    outcomes = race(
        [
            [partial(racing.cancel, held.pk, NOW)],
            *(
                [partial(racing.book_what_is_left, held.pk, one.pk, affiliation.pk, [slot(0)], NOW)]
                for one in waiting
            ),
        ]
    )

    assert outcomes == {DONE: 2, "SlotTaken": len(waiting) - 1}
    assert held_slots(held) == []
    assert BookedSlot.objects.get().starts_at == slot(0)
    assert not list(integrity.faults())
