"""`check_integrity` names appointments and slots that break a rule."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db.models import Model

from accounts.factories import PatientFactory, ProviderFactory
from appointments import integrity
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment, BookedSlot, EarlierTime
from centres.validators import SLOT

pytestmark = pytest.mark.django_db


def label(row: Model) -> str:
    return f"{row._meta.label} {row.pk}"


def an_appointment_of_another_provider() -> str:
    appointment = make_appointment()
    Appointment.objects.filter(pk=appointment.pk).update(provider=ProviderFactory.create())
    return f"{label(appointment)}: its provider is not that of its affiliation"


def an_appointment_on_another_day() -> str:
    appointment = make_appointment()
    Appointment.objects.filter(pk=appointment.pk).update(day=SOME_SLOT - timedelta(days=1))
    return f"{label(appointment)}: its day is not the centre's on which it starts"


def an_appointment_off_the_half_hour() -> str:
    appointment = make_appointment(starts_at=SOME_SLOT + timedelta(minutes=5))
    return f"{label(appointment)}: starts or ends off the half hour"


def a_live_appointment_without_slots() -> str:
    appointment = make_appointment(status=Appointment.Status.COMPLETED)
    appointment.slots.all().delete()
    return f"{label(appointment)}: holds 0 slots, which is not its length"


def an_appointment_short_of_a_slot() -> str:
    appointment = make_appointment(slots=2)
    appointment.slots.filter(starts_at=SOME_SLOT).delete()
    return f"{label(appointment)}: holds 1 slots, which is not its length"


def a_missed_visit_without_its_slot() -> str:
    appointment = make_appointment(status=Appointment.Status.NO_SHOW)
    appointment.slots.all().delete()
    return f"{label(appointment)}: holds 0 slots, which is not its length"


def a_sequence_without_a_change() -> str:
    appointment = make_appointment()
    Appointment.objects.update(sequence=1)
    return f"{label(appointment)}: its sequence is not the number of its changes"


def a_move_that_no_calendar_heard_of() -> str:
    moved = an_earlier_time(starts_at=SOME_SLOT, ends_at=SOME_SLOT + SLOT)
    return f"{label(moved.appointment)}: its sequence is not the number of its changes"


def a_cancellation_that_no_calendar_heard_of() -> str:
    appointment = make_appointment(status=Appointment.Status.CANCELLED)
    Appointment.objects.update(sequence=0)
    return f"{label(appointment)}: its sequence is not the number of its changes"


def an_earlier_time_off_the_half_hour() -> str:
    moved = an_earlier_time(starts_at=SOME_SLOT, ends_at=SOME_SLOT + timedelta(minutes=5))
    return f"{label(moved)}: is no time that an appointment can have"


def an_earlier_time_that_ends_as_it_starts() -> str:
    moved = an_earlier_time(starts_at=SOME_SLOT, ends_at=SOME_SLOT)
    return f"{label(moved)}: is no time that an appointment can have"


def an_earlier_time(**times: datetime) -> EarlierTime:
    visit = make_appointment()
    return EarlierTime.objects.create(
        appointment=visit, moved_by=visit.patient.user, moved_at=SOME_SLOT, **times
    )


def a_booking_by_a_provider() -> str:
    appointment = make_appointment()
    Appointment.objects.update(booked_by=appointment.provider.user)
    return f"{label(appointment)}: was booked by somebody who is neither its patient nor staff"


def a_booking_by_another_patient() -> str:
    appointment = make_appointment()
    Appointment.objects.update(booked_by=PatientFactory.create().user)
    return f"{label(appointment)}: was booked by somebody who is neither its patient nor staff"


def a_reason_with_a_control_character() -> str:
    appointment = make_appointment(reason="A cough\x07")
    return f"{label(appointment)}: reason is not valid"


def a_slot_of_a_cancelled_appointment() -> str:
    appointment = make_appointment()
    Appointment.objects.update(status=Appointment.Status.CANCELLED)
    return f"{label(appointment.slots.get())}: is held by a cancelled appointment"


def a_slot_of_another_provider() -> str:
    slot = make_appointment().slots.get()
    BookedSlot.objects.update(provider=ProviderFactory.create())
    return f"{label(slot)}: its provider is not that of its appointment"


def a_slot_of_another_patient() -> str:
    slot = make_appointment().slots.get()
    BookedSlot.objects.update(patient=PatientFactory.create())
    return f"{label(slot)}: its patient is not that of its appointment"


def a_slot_outside_its_appointment() -> str:
    slot = make_appointment().slots.get()
    BookedSlot.objects.update(starts_at=SOME_SLOT + SLOT)
    return f"{label(slot)}: lies outside the times of its appointment"


def a_slot_off_the_half_hour() -> str:
    slot = make_appointment().slots.get()
    BookedSlot.objects.update(starts_at=SOME_SLOT + timedelta(minutes=5))
    return f"{label(slot)}: starts off the half hour"


@pytest.mark.parametrize(
    "plant",
    [
        an_appointment_of_another_provider,
        an_appointment_on_another_day,
        an_appointment_off_the_half_hour,
        a_live_appointment_without_slots,
        an_appointment_short_of_a_slot,
        a_missed_visit_without_its_slot,
        a_sequence_without_a_change,
        a_move_that_no_calendar_heard_of,
        a_cancellation_that_no_calendar_heard_of,
        an_earlier_time_off_the_half_hour,
        an_earlier_time_that_ends_as_it_starts,
        a_booking_by_a_provider,
        a_booking_by_another_patient,
        a_reason_with_a_control_character,
        a_slot_of_a_cancelled_appointment,
        a_slot_of_another_provider,
        a_slot_of_another_patient,
        a_slot_outside_its_appointment,
        a_slot_off_the_half_hour,
    ],
)
def test_a_planted_fault_is_named(plant: Callable[[], str]) -> None:
    expected = plant()

    faults = list(integrity.faults())

    assert expected in faults
