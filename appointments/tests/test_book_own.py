"""What `book` refuses, and offers instead, because of the patient's own other appointments."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import Patient
from appointments import exceptions
from appointments.services import cancel
from appointments.tests.booking import HALF_HOUR, NOW, TEN, book_at
from centres.factories import open_affiliation, work_week
from centres.models import Affiliation

pytestmark = pytest.mark.django_db


def test_a_patient_is_at_one_place_at_a_time(patient: Patient, affiliation: Affiliation) -> None:
    held = book_at(patient, affiliation, TEN, TEN + HALF_HOUR)

    with pytest.raises(exceptions.PatientIsBusy) as refusal:
        book_at(patient, open_affiliation(), TEN + HALF_HOUR)

    assert refusal.value.appointment == held
    assert patient.appointments.get() == held


def test_one_appointment_a_day_with_a_provider(patient: Patient, affiliation: Affiliation) -> None:
    held = book_at(patient, affiliation, TEN)

    with pytest.raises(exceptions.SameDayAppointment) as refusal:
        book_at(patient, affiliation, TEN + timedelta(hours=3))

    assert refusal.value.appointment == held
    assert str(refusal.value).endswith("You can change that one.")
    assert patient.appointments.get() == held


def test_the_day_is_kept_as_it_is_at_the_centre(patient: Patient) -> None:
    in_sydney, in_perth = open_affiliation(), open_affiliation(centre__timezone="Australia/Perth")
    work_week(in_perth, opens=time(17), closes=time(23))
    before_midnight_utc = datetime(2026, 11, 24, 22, tzinfo=UTC)  # 9:00 on the 25th in Sydney
    after_midnight_in_sydney = datetime(2026, 11, 26, 14, tzinfo=UTC)  # 22:00 on the 26th in Perth

    days = [
        book_at(patient, in_sydney, before_midnight_utc).day,
        book_at(patient, in_perth, after_midnight_in_sydney).day,
    ]

    assert days == [date(2026, 11, 25), date(2026, 11, 26)]


def test_the_same_day_is_that_of_the_centre(patient: Patient) -> None:
    affiliation = open_affiliation()
    work_week(affiliation, opens=time(17), closes=time(23))
    late = TEN.replace(hour=22)
    book_at(patient, affiliation, late)

    early_next_day = book_at(patient, affiliation, TEN + timedelta(days=1))

    assert early_next_day.day == late.date() + timedelta(days=1)


def test_a_cancelled_appointment_leaves_the_day_and_the_slot_free(
    patient: Patient, affiliation: Affiliation
) -> None:
    cancel(appointment=book_at(patient, affiliation, TEN), by=patient.user, now=NOW)

    assert book_at(patient, affiliation, TEN).pk


def test_the_eleventh_upcoming_appointment_is_refused(patient: Patient) -> None:
    for hour in range(10):
        start = TEN.replace(hour=9) + hour * HALF_HOUR
        book_at(patient, open_affiliation(), start)

    with pytest.raises(exceptions.TooManyUpcoming):
        book_at(patient, open_affiliation(), TEN.replace(hour=16))

    assert patient.appointments.count() == 10
