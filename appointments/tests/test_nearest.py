"""The free times that a lost race offers. SOME_SLOT is 11:00 on a Wednesday in Sydney."""

from datetime import timedelta

import pytest

from accounts.factories import PatientFactory
from accounts.models import Patient
from appointments import exceptions
from appointments.availability import nearest_free
from appointments.factories import SOME_SLOT, make_appointment
from appointments.rules import check_booking
from appointments.services import book
from centres.factories import open_affiliation
from centres.models import Affiliation
from centres.validators import SLOT

pytestmark = pytest.mark.django_db

NOW = SOME_SLOT - timedelta(days=2)


@pytest.fixture
def affiliation() -> Affiliation:
    return open_affiliation()


@pytest.fixture
def patient() -> Patient:
    return PatientFactory.create()


def lost(patient: Patient, affiliation: Affiliation, *, slots: int = 1) -> exceptions.SlotTaken:
    """The refusal of a booking at SOME_SLOT, which somebody else holds."""
    make_appointment(affiliation=affiliation, slots=slots)
    with pytest.raises(exceptions.SlotTaken) as refusal:
        book(
            patient=patient,
            affiliation=affiliation,
            starts=[SOME_SLOT + n * SLOT for n in range(slots)],
            reason="",
            by=patient.user,
            now=NOW,
        )
    return refusal.value


def test_a_taken_slot_is_refused_with_the_nearest_free_ones(
    patient: Patient, affiliation: Affiliation
) -> None:
    refusal = lost(patient, affiliation)

    assert refusal.nearest == [SOME_SLOT + n * SLOT for n in (-2, -1, 1)]
    assert not patient.appointments.exists()


def test_the_nearest_times_leave_out_where_the_patient_is_elsewhere(
    patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(patient=patient, starts_at=SOME_SLOT + SLOT)

    refusal = lost(patient, affiliation)

    assert refusal.nearest == [SOME_SLOT + n * SLOT for n in (-2, -1, 2)]


def test_the_nearest_times_are_bookable_for_as_long_as_was_asked_for(
    patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(affiliation=affiliation, starts_at=SOME_SLOT - 2 * SLOT)
    make_appointment(patient=patient, starts_at=SOME_SLOT + 3 * SLOT)

    refusal = lost(patient, affiliation, slots=2)

    assert refusal.nearest == [SOME_SLOT + n * SLOT for n in (-4, 4, 5)]
    for start in refusal.nearest:
        check_booking(
            patient=patient,
            affiliation=affiliation,
            starts=[start, start + SLOT],
            by=patient.user,
            now=NOW,
        )


def test_the_nearest_times_leave_out_days_on_which_the_patient_sees_the_provider(
    patient: Patient, affiliation: Affiliation
) -> None:
    one_day = timedelta(days=1)
    make_appointment(patient=patient, affiliation=affiliation, starts_at=SOME_SLOT + one_day)

    found = nearest_free(affiliation, patient=patient, start=SOME_SLOT, now=NOW, count=60)

    days = {start.astimezone(affiliation.centre.zone).date() for start in found}
    assert {SOME_SLOT.date(), SOME_SLOT.date() + 2 * one_day} < days
    assert SOME_SLOT.date() + one_day not in days
