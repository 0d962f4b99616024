"""What `book` takes and what it refuses. Times are Sydney's summer time, UTC+11."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django_tasks_db.models import DBTaskResult

from accounts.factories import PatientFactory, ProviderFactory, staff_user
from accounts.models import OutgoingMail, Patient, Profession, User
from appointments import exceptions
from appointments.models import Appointment, BookedSlot
from appointments.services import book
from appointments.tests.booking import HALF_HOUR, NOW, TEN, book_at
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation, TimeOff

pytestmark = pytest.mark.django_db


@pytest.fixture
def affiliation() -> Affiliation:
    return open_affiliation()


@pytest.fixture
def patient() -> Patient:
    return PatientFactory.create()


def nothing_was_written() -> bool:
    return not (
        Appointment.objects.exists()
        or BookedSlot.objects.exists()
        or OutgoingMail.objects.exists()
        or DBTaskResult.objects.exists()
    )


def test_a_free_slot_becomes_an_appointment(patient: Patient, affiliation: Affiliation) -> None:
    appointment = book_at(patient, affiliation, TEN)

    appointment.refresh_from_db()
    assert appointment.starts_at == TEN
    assert appointment.ends_at == TEN + HALF_HOUR
    assert appointment.day == TEN.date()
    assert appointment.reason == "A cough"
    assert appointment.status == Appointment.Status.BOOKED
    assert appointment.booked_by == patient.user


def test_each_half_hour_takes_one_slot(patient: Patient, affiliation: Affiliation) -> None:
    appointment = book_at(patient, affiliation, TEN + HALF_HOUR, TEN)

    starts = appointment.slots.values_list("starts_at", flat=True)
    assert list(starts) == [TEN, TEN + HALF_HOUR]
    assert appointment.ends_at == TEN + 2 * HALF_HOUR


@pytest.mark.parametrize(
    "make_user",
    [lambda: ProviderFactory.create().user, staff_user],
    ids=["provider", "staff"],
)
def test_only_patients_book(
    make_user: Callable[[], User], patient: Patient, affiliation: Affiliation
) -> None:
    with pytest.raises(exceptions.NotThePatient):
        book_at(patient, affiliation, TEN, by=make_user())

    assert nothing_was_written()


def test_a_provider_cannot_book_themselves(patient: Patient, affiliation: Affiliation) -> None:
    with pytest.raises(exceptions.NotThePatient):
        book_at(patient, affiliation, TEN, by=affiliation.provider.user)

    assert nothing_was_written()


def test_a_patient_cannot_book_for_another(patient: Patient, affiliation: Affiliation) -> None:
    with pytest.raises(exceptions.NotThePatient):
        book_at(patient, affiliation, TEN, by=PatientFactory.create().user)

    assert nothing_was_written()


@pytest.mark.parametrize(
    ("starts", "refusal"),
    [
        ([], exceptions.NoSlots),
        ([TEN + n * HALF_HOUR for n in range(5)], exceptions.TooManySlots),
        ([TEN + timedelta(minutes=15)], exceptions.NotASlotStart),
        ([TEN + timedelta(seconds=1)], exceptions.NotASlotStart),
        ([TEN, TEN + 2 * HALF_HOUR], exceptions.SlotsDoNotAdjoin),
        ([TEN, TEN], exceptions.SlotsDoNotAdjoin),
        ([NOW - HALF_HOUR], exceptions.InThePast),
        ([NOW - timedelta(days=700)], exceptions.InThePast),
        ([NOW + timedelta(days=365, minutes=30)], exceptions.BeyondHorizon),
        ([TEN.replace(hour=8, minute=30)], exceptions.OutsideHours),
        ([TEN.replace(hour=17)], exceptions.OutsideHours),
        ([TEN.replace(hour=16, minute=30), TEN.replace(hour=17)], exceptions.OutsideHours),
        ([TEN + timedelta(days=3)], exceptions.OutsideHours),
    ],
    ids=[
        "none",
        "five",
        "quarter past",
        "a second past",
        "a gap",
        "the same twice",
        "begun",
        "long ago",
        "over a year ahead",
        "before opening",
        "at closing",
        "past closing",
        "Saturday",
    ],
)
def test_odd_times_are_refused(
    starts: list[datetime],
    refusal: type[exceptions.Refused],
    patient: Patient,
    affiliation: Affiliation,
) -> None:
    with pytest.raises(refusal):
        book_at(patient, affiliation, *starts)

    assert nothing_was_written()


@pytest.mark.parametrize("of", ["centre", "affiliation"])
def test_time_off_is_refused(of: str, patient: Patient, affiliation: Affiliation) -> None:
    subject = affiliation.centre if of == "centre" else affiliation
    TimeOff.objects.create(starts_at=TEN, ends_at=TEN + HALF_HOUR, **{of: subject})

    with pytest.raises(exceptions.OutsideHours):
        book_at(patient, affiliation, TEN)

    assert nothing_was_written()


def test_a_provider_whose_account_is_closed_is_refused(
    patient: Patient, affiliation: Affiliation
) -> None:
    affiliation.provider.user.is_active = False
    affiliation.provider.user.save()

    with pytest.raises(exceptions.NotListed):
        book_at(patient, affiliation, TEN)

    assert nothing_was_written()


@pytest.mark.parametrize("name", ["Specialist", "GP"])
def test_by_referral_only_is_a_flag_of_the_profession(
    name: str, patient: Patient, affiliation: Affiliation
) -> None:
    profession = Profession.objects.get(name=name)
    affiliation.provider.profession = profession
    profession.by_referral_only = True
    profession.save()

    with pytest.raises(exceptions.NeedsReferral):
        book_at(patient, affiliation, TEN)

    assert nothing_was_written()


def test_without_the_flag_no_referral_is_needed(patient: Patient, affiliation: Affiliation) -> None:
    profession = Profession.objects.get(name="Specialist")
    profession.by_referral_only = False
    profession.save()
    affiliation.provider.profession = profession

    assert book_at(patient, affiliation, TEN).pk


def test_a_provider_is_taken_at_all_their_centres(
    patient: Patient, affiliation: Affiliation
) -> None:
    elsewhere = open_affiliation(provider=affiliation.provider, centre=CentreFactory.create())
    book_at(PatientFactory.create(), affiliation, TEN)

    with pytest.raises(exceptions.SlotTaken):
        book_at(patient, elsewhere, TEN)

    assert not patient.appointments.exists()


def test_a_reason_over_its_length_is_refused(patient: Patient, affiliation: Affiliation) -> None:
    with pytest.raises(ValidationError):
        book(
            patient=patient,
            affiliation=affiliation,
            starts=[TEN],
            reason="x" * 201,
            by=patient.user,
            now=NOW,
        )

    assert nothing_was_written()
