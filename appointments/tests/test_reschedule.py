"""What `reschedule` moves, and when it refuses. SOME_SLOT is 11:00 on a Wednesday in Sydney."""

from datetime import timedelta

import pytest

from accounts.factories import PatientFactory
from accounts.models import OutgoingMail
from appointments import exceptions
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment, EarlierTime
from appointments.services import reschedule
from centres.factories import open_affiliation
from centres.validators import SLOT

pytestmark = pytest.mark.django_db

NOW = SOME_SLOT - timedelta(days=1)
LATER = SOME_SLOT + timedelta(days=1)


@pytest.fixture
def appointment() -> Appointment:
    return make_appointment(slots=2)


def test_the_same_appointment_moves(appointment: Appointment) -> None:
    moved = reschedule(
        appointment=appointment, starts=[LATER], by=appointment.patient.user, now=NOW
    )

    appointment.refresh_from_db()
    assert moved == appointment
    assert (appointment.starts_at, appointment.ends_at) == (LATER, LATER + SLOT)
    assert appointment.day == SOME_SLOT.date() + timedelta(days=1)
    assert appointment.sequence == 1
    assert [slot.starts_at for slot in appointment.slots.all()] == [LATER]


@pytest.mark.parametrize("halves", [[1, 2], [0], [1], [0, 1, 2]])
def test_it_may_move_onto_its_own_slots(halves: list[int], appointment: Appointment) -> None:
    starts = [SOME_SLOT + n * SLOT for n in halves]

    reschedule(appointment=appointment, starts=starts, by=appointment.patient.user, now=NOW)

    assert [slot.starts_at for slot in appointment.slots.all()] == starts


def test_the_earlier_time_is_kept(appointment: Appointment) -> None:
    reschedule(appointment=appointment, starts=[LATER], by=appointment.patient.user, now=NOW)

    earlier = appointment.earlier_times.get()
    assert (earlier.starts_at, earlier.ends_at) == (SOME_SLOT, SOME_SLOT + 2 * SLOT)
    assert earlier.moved_by == appointment.patient.user


def test_the_patient_is_mailed_both_times(appointment: Appointment) -> None:
    reschedule(appointment=appointment, starts=[LATER], by=appointment.patient.user, now=NOW)

    text = OutgoingMail.objects.get().text
    assert "Thursday 3 December 2026, 11:00am" in text
    assert "Wednesday 2 December 2026, 11:00am" in text


def test_a_patient_who_had_arrived_is_booked_again(appointment: Appointment) -> None:
    Appointment.objects.update(status=Appointment.Status.ARRIVED)

    moved = reschedule(
        appointment=appointment, starts=[LATER], by=appointment.patient.user, now=NOW
    )

    assert moved.status == Appointment.Status.BOOKED


def assert_not_moved(appointment: Appointment) -> None:
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.sequence) == (SOME_SLOT, 0)
    assert appointment.slots.count() == 2
    assert not EarlierTime.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_taken_time_leaves_the_old_one(appointment: Appointment) -> None:
    make_appointment(affiliation=appointment.affiliation, starts_at=LATER)

    with pytest.raises(exceptions.SlotTaken):
        reschedule(appointment=appointment, starts=[LATER], by=appointment.patient.user, now=NOW)

    assert_not_moved(appointment)


def test_another_appointment_of_the_patient_leaves_the_old_one(appointment: Appointment) -> None:
    make_appointment(patient=appointment.patient, starts_at=LATER)

    with pytest.raises(exceptions.PatientIsBusy):
        reschedule(appointment=appointment, starts=[LATER], by=appointment.patient.user, now=NOW)

    assert_not_moved(appointment)


def test_another_appointment_with_the_provider_that_day_leaves_the_old_one(
    appointment: Appointment,
) -> None:
    make_appointment(
        patient=appointment.patient, affiliation=appointment.affiliation, starts_at=LATER
    )

    with pytest.raises(exceptions.SameDayAppointment):
        reschedule(
            appointment=appointment,
            starts=[LATER + 4 * SLOT],
            by=appointment.patient.user,
            now=NOW,
        )

    assert_not_moved(appointment)


def test_the_same_time_is_refused(appointment: Appointment) -> None:
    with pytest.raises(exceptions.SameTime):
        reschedule(
            appointment=appointment,
            starts=[SOME_SLOT, SOME_SLOT + SLOT],
            by=appointment.patient.user,
            now=NOW,
        )

    assert_not_moved(appointment)


def test_the_present_time_is_the_same_also_when_the_hours_have_changed(
    appointment: Appointment,
) -> None:
    appointment.affiliation.working_hours.all().delete()

    with pytest.raises(exceptions.SameTime):
        reschedule(
            appointment=appointment,
            starts=[SOME_SLOT, SOME_SLOT + SLOT],
            by=appointment.patient.user,
            now=NOW,
        )

    assert_not_moved(appointment)


def test_a_stranger_cannot_move_it(appointment: Appointment) -> None:
    with pytest.raises(exceptions.NotThePatient):
        reschedule(
            appointment=appointment, starts=[LATER], by=PatientFactory.create().user, now=NOW
        )

    assert_not_moved(appointment)


def test_once_begun_it_cannot_be_moved(appointment: Appointment) -> None:
    with pytest.raises(exceptions.TooLate):
        reschedule(
            appointment=appointment,
            starts=[LATER],
            by=appointment.patient.user,
            now=SOME_SLOT + timedelta(minutes=1),
        )

    assert_not_moved(appointment)


def test_the_cap_on_upcoming_appointments_does_not_hold_up_a_move(
    appointment: Appointment,
) -> None:
    for n in range(9):
        make_appointment(
            patient=appointment.patient,
            affiliation=open_affiliation(),
            starts_at=SOME_SLOT + (n + 3) * SLOT,
        )

    moved = reschedule(
        appointment=appointment, starts=[LATER], by=appointment.patient.user, now=NOW
    )

    assert moved.starts_at == LATER
