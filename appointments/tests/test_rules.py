"""The rules of a booking at their edges, and which of them speaks first. Times are Sydney's summer
time, UTC+11."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from accounts.factories import PatientFactory, ProfessionFactory, ProviderFactory
from accounts.models import Patient
from appointments import exceptions
from appointments.availability import horizon
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.rules import check_booking, check_change
from centres.factories import AffiliationFactory, open_affiliation, work_week
from centres.models import Affiliation
from centres.validators import SLOT

pytestmark = pytest.mark.django_db

TEN = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Australia/Sydney")).astimezone(UTC)
NOW = TEN - timedelta(days=2)
Status = Appointment.Status


@pytest.fixture
def affiliation() -> Affiliation:
    return open_affiliation()


@pytest.fixture
def patient() -> Patient:
    return PatientFactory.create()


def ask(
    patient: Patient, affiliation: Affiliation, start: datetime = TEN, *, now: datetime = NOW
) -> None:
    check_booking(
        patient=patient, affiliation=affiliation, starts=[start], by=patient.user, now=now
    )


def refused(check: Callable[[], None]) -> type[exceptions.Refused]:
    """The class of the refusal that `check` meets."""
    with pytest.raises(exceptions.Refused) as refusal:
        check()
    return refusal.type


def test_of_all_rules_that_are_broken_the_first_in_order_speaks(
    patient: Patient, settings: Settings
) -> None:
    settings.MEDISOFT_MAX_UPCOMING = 0
    closed = ProviderFactory.create(user__is_active=False)
    place = AffiliationFactory.create(provider=closed)
    taken = make_appointment(affiliation=place, starts_at=TEN)
    same_day = make_appointment(patient=patient, affiliation=place, starts_at=TEN + 8 * SLOT)
    elsewhere = make_appointment(patient=patient, starts_at=TEN)
    closed.profession = ProfessionFactory.create(name="Specialist", by_referral_only=True)
    gap = [TEN, TEN + 3 * SLOT]
    terms: dict[str, Any] = {
        "patient": patient,
        "affiliation": place,
        "starts": [],
        "by": closed.user,
        "now": TEN + timedelta(days=1),
    }
    # Each refusal, and what mends its cause alone.
    mends: list[tuple[type[exceptions.Refused], Callable[[], object]]] = [
        (exceptions.NotThePatient, lambda: terms.update(by=patient.user)),
        (exceptions.NoSlots, lambda: terms.update(starts=[*gap, TEN + timedelta(minutes=1)] * 2)),
        (exceptions.TooManySlots, lambda: terms.update(starts=[*gap, TEN + timedelta(minutes=1)])),
        (exceptions.NotASlotStart, lambda: terms.update(starts=gap)),
        (exceptions.SlotsDoNotAdjoin, lambda: terms.update(starts=[TEN])),
        (exceptions.InThePast, lambda: terms.update(now=TEN - timedelta(days=400))),
        (exceptions.BeyondHorizon, lambda: terms.update(now=NOW)),
        (exceptions.NotListed, lambda: setattr(closed.user, "is_active", True)),
        (
            exceptions.NeedsReferral,
            lambda: setattr(closed, "profession", ProfessionFactory.create()),
        ),
        (exceptions.OutsideHours, lambda: work_week(place)),
        (exceptions.PatientIsBusy, elsewhere.delete),
        (exceptions.SameDayAppointment, same_day.delete),
        (exceptions.TooManyUpcoming, lambda: setattr(settings, "MEDISOFT_MAX_UPCOMING", 1)),
        (exceptions.SlotTaken, taken.delete),
    ]

    told = []
    for _, mend in mends:
        told.append(refused(lambda: check_booking(**terms)))
        mend()

    assert told == [refusal for refusal, _ in mends]
    check_booking(**terms)


def test_of_all_reasons_against_a_change_the_first_in_order_speaks(patient: Patient) -> None:
    appointment = make_appointment(patient=patient, starts_at=TEN, status=Status.COMPLETED)
    stranger = PatientFactory.create().user

    told = [
        refused(lambda: check_change(appointment, stranger, TEN)),
        refused(lambda: check_change(appointment, patient.user, TEN)),
    ]

    assert told == [exceptions.NotThePatient, exceptions.NotStanding]


def test_a_slot_that_begins_now_can_be_booked(patient: Patient, affiliation: Affiliation) -> None:
    ask(patient, affiliation, now=TEN)

    after = TEN + timedelta(microseconds=1)
    assert refused(lambda: ask(patient, affiliation, now=after)) is exceptions.InThePast


def test_the_horizon_itself_can_be_booked(patient: Patient, affiliation: Affiliation) -> None:
    now = TEN - (horizon(NOW) - NOW)
    ask(patient, affiliation, now=now)

    before = now - timedelta(microseconds=1)
    assert refused(lambda: ask(patient, affiliation, now=before)) is exceptions.BeyondHorizon


@pytest.mark.parametrize("status", Status)
def test_the_cap_counts_what_stands(
    status: str, patient: Patient, affiliation: Affiliation, settings: Settings
) -> None:
    settings.MEDISOFT_MAX_UPCOMING = 1
    make_appointment(patient=patient, starts_at=TEN + 2 * SLOT, status=status)

    if status in (Status.BOOKED, Status.ARRIVED):
        assert refused(lambda: ask(patient, affiliation)) is exceptions.TooManyUpcoming
    else:
        ask(patient, affiliation)


@pytest.mark.parametrize("begun", [timedelta(days=7), timedelta(minutes=10), timedelta()])
def test_the_cap_counts_what_is_to_come(
    begun: timedelta, patient: Patient, affiliation: Affiliation, settings: Settings
) -> None:
    settings.MEDISOFT_MAX_UPCOMING = 1
    make_appointment(patient=patient, starts_at=NOW - begun)

    ask(patient, affiliation)


@pytest.mark.parametrize("status", Status)
def test_a_day_is_kept_by_what_stands(
    status: str, patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(
        patient=patient, affiliation=affiliation, starts_at=TEN + 2 * SLOT, status=status
    )

    if status in (Status.BOOKED, Status.ARRIVED):
        assert refused(lambda: ask(patient, affiliation)) is exceptions.SameDayAppointment
    else:
        ask(patient, affiliation)


def test_a_visit_of_the_day_that_has_begun_is_not_said_to_be_changeable(
    patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(patient=patient, affiliation=affiliation, starts_at=TEN)
    now = TEN + timedelta(minutes=1)

    with pytest.raises(exceptions.SameDayAppointment) as refusal:
        ask(patient, affiliation, TEN + 6 * SLOT, now=now)

    assert str(refusal.value).endswith("on that day, at 10:00am.")


# From design.md, section 5; a patient who had arrived and moves the appointment is booked again.
LEGAL = {
    Status.BOOKED: {Status.ARRIVED, Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW},
    Status.ARRIVED: {Status.BOOKED, Status.COMPLETED, Status.CANCELLED},
    Status.NO_SHOW: {Status.BOOKED},
}


@pytest.mark.parametrize("after", Status)
@pytest.mark.parametrize("before", Status)
def test_a_status_follows_only_where_the_rules_let_it(before: Status, after: Status) -> None:
    appointment = Appointment(status=before)

    if after in LEGAL.get(before, set()):
        appointment.move_to(after)
        assert appointment.status == after
    else:
        with pytest.raises(exceptions.IllegalMove):
            appointment.move_to(after)
        assert appointment.status == before
