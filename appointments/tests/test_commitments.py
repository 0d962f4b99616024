"""What a patient has already, at the edges of how far it is looked for."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.factories import PatientFactory
from accounts.models import Patient
from appointments.commitments import Commitments
from appointments.factories import make_appointment
from appointments.models import Appointment
from centres.factories import AffiliationFactory
from centres.models import Affiliation
from centres.validators import SLOT

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 2)
NOON = datetime(2026, 12, 2, 12, tzinfo=UTC)


@pytest.fixture
def patient() -> Patient:
    return PatientFactory.create()


def since(patient: Patient, moment: datetime, moving: Appointment | None = None) -> Commitments:
    return Commitments(patient, since=moment, moving=moving)


def place_in(zone: str, **fields: object) -> Affiliation:
    return AffiliationFactory.create(centre__timezone=zone, **fields)


def test_a_day_with_a_provider_is_known_from_where_it_begins_first_to_where_it_ends_last(
    patient: Patient,
) -> None:
    first = place_in("Pacific/Kiritimati")
    last = place_in("Etc/GMT+12", provider=first.provider)
    morning = datetime.combine(DAY, time(0), ZoneInfo("Pacific/Kiritimati")).astimezone(UTC)
    night = datetime.combine(DAY, time(23, 30), ZoneInfo("Etc/GMT+12")).astimezone(UTC)
    held = make_appointment(patient=patient, affiliation=first, starts_at=morning)

    found = since(patient, night).with_provider(last.provider_id, DAY)

    assert found is not None
    assert found.pk == held.pk


def test_a_visit_of_many_half_hours_is_in_the_way_up_to_its_end(patient: Patient) -> None:
    long = make_appointment(patient=patient, starts_at=NOON, slots=20)
    last = NOON + 19 * SLOT

    own = since(patient, last)

    assert (found := own.at([last])) is not None
    assert found.pk == long.pk
    assert own.at([last + SLOT]) is None
    assert since(patient, NOON).at([NOON - SLOT]) is None
    assert since(patient, NOON).at([NOON - SLOT, NOON]) is not None


@pytest.mark.parametrize("status", Appointment.Status)
def test_what_keeps_its_half_hours_is_in_the_way(status: str, patient: Patient) -> None:
    visit = make_appointment(patient=patient, starts_at=NOON, status=status)

    found = since(patient, NOON).at([NOON])

    assert (found is not None) == visit.slots.exists()


def test_of_two_in_the_way_the_first_is_named_and_the_one_that_moves_is_not(
    patient: Patient,
) -> None:
    later, first = (make_appointment(patient=patient, starts_at=NOON + n * SLOT) for n in (1, 0))
    starts = [NOON, NOON + SLOT]

    both, one = since(patient, NOON).at(starts), since(patient, NOON, first).at(starts)

    assert both is not None
    assert one is not None
    assert [both.pk, one.pk] == [first.pk, later.pk]


def test_a_long_past_is_not_read_and_all_is_told_by_one_query(
    patient: Patient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    past = make_appointment(patient=patient, starts_at=NOON - timedelta(days=7)).starts_at
    make_appointment(starts_at=NOON)
    for days in (0, 1, 2):
        make_appointment(patient=patient, starts_at=NOON + timedelta(days=days))

    with django_assert_num_queries(1):
        own = since(patient, NOON)
        told = own.ahead(NOON), own.at([past]), own.with_provider(0, DAY)

    assert told == (2, None, None)
