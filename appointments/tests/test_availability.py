"""Which slots are free, and at what price in queries."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.factories import PatientFactory
from appointments.availability import free_starts, nearest_free, next_free
from appointments.factories import make_appointment
from appointments.models import Appointment
from centres.factories import AffiliationFactory, open_affiliation, work_week
from centres.models import Affiliation, ExtraHours, TimeOff
from centres.validators import SLOT

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 12, 2)
SATURDAY = date(2026, 12, 5)
ONE_DAY = timedelta(days=1)


def at(hour: int, minute: int = 0, *, day: date = WEDNESDAY) -> datetime:
    """A time on Sydney's clocks, which are 11 hours ahead of UTC in summer."""
    return datetime.combine(day, time(hour, minute), UTC) - timedelta(hours=11)


NOW = at(8)


@pytest.fixture
def affiliation() -> Affiliation:
    return open_affiliation()


def free(
    affiliation: Affiliation,
    *,
    day: date = WEDNESDAY,
    now: datetime = NOW,
    slots: int = 1,
    moving: Appointment | None = None,
) -> list[datetime]:
    found = free_starts([affiliation], first_day=day, days=1, now=now, slots=slots, moving=moving)
    return found[affiliation.pk]


def spans(*edges: tuple[float, float]) -> list[datetime]:
    """Every half hour in spans of Sydney's hours of Wednesday."""
    return [at(0) + n * SLOT for begin, end in edges for n in range(int(begin * 2), int(end * 2))]


def test_a_day_is_free_from_opening_to_closing(affiliation: Affiliation) -> None:
    assert free(affiliation) == spans((9, 17))


def test_nothing_is_free_on_a_weekday_without_hours(affiliation: Affiliation) -> None:
    assert free(affiliation, day=SATURDAY) == []


def test_hours_of_two_parts_leave_the_break_between_them_closed() -> None:
    affiliation = AffiliationFactory.create()
    work_week(affiliation, opens=time(9), closes=time(12))
    work_week(affiliation, opens=time(13, 30), closes=time(17))

    assert free(affiliation) == spans((9, 12), (13.5, 17))


def test_parts_that_adjoin_hold_a_long_appointment_across_their_edge() -> None:
    affiliation = AffiliationFactory.create()
    work_week(affiliation, opens=time(9), closes=time(10))
    work_week(affiliation, opens=time(10), closes=time(11))

    assert free(affiliation, slots=4) == [at(9)]


def test_time_off_of_the_centre_closes_its_slots_for_everybody(affiliation: Affiliation) -> None:
    colleague = open_affiliation(centre=affiliation.centre)
    TimeOff.objects.create(centre=affiliation.centre, starts_at=at(9), ends_at=at(16))

    assert free(affiliation) == free(colleague) == spans((16, 17))


def test_time_off_of_one_provider_closes_no_slot_of_a_colleague(affiliation: Affiliation) -> None:
    colleague = open_affiliation(centre=affiliation.centre)
    TimeOff.objects.create(affiliation=affiliation, starts_at=at(9), ends_at=at(16))

    assert free(affiliation) == spans((16, 17))
    assert free(colleague) == spans((9, 17))


def test_time_off_at_one_place_closes_nothing_at_another(affiliation: Affiliation) -> None:
    elsewhere = open_affiliation(provider=affiliation.provider)
    TimeOff.objects.create(affiliation=elsewhere, starts_at=at(0), ends_at=at(23))

    assert free(affiliation) == spans((9, 17))


def test_time_off_for_part_of_a_slot_closes_the_slot(affiliation: Affiliation) -> None:
    TimeOff.objects.create(affiliation=affiliation, starts_at=at(10, 10), ends_at=at(10, 20))

    assert free(affiliation) == spans((9, 10), (10.5, 17))


def test_time_off_over_many_days_closes_the_days_between(affiliation: Affiliation) -> None:
    begin = at(12, day=WEDNESDAY - 5 * ONE_DAY)
    TimeOff.objects.create(affiliation=affiliation, starts_at=begin, ends_at=begin + 9 * ONE_DAY)

    assert free(affiliation) == []


def test_extra_hours_open_slots_on_a_closed_day(affiliation: Affiliation) -> None:
    begin, end = at(10, day=SATURDAY), at(11, day=SATURDAY)
    ExtraHours.objects.create(affiliation=affiliation, starts_at=begin, ends_at=end)

    assert free(affiliation, day=SATURDAY) == [begin, begin + SLOT]


def test_extra_hours_that_overlap_the_weekly_ones_open_no_slot_twice(
    affiliation: Affiliation,
) -> None:
    ExtraHours.objects.create(affiliation=affiliation, starts_at=at(16), ends_at=at(18))

    assert free(affiliation) == spans((9, 18))


def test_time_off_closes_extra_hours_too(affiliation: Affiliation) -> None:
    ExtraHours.objects.create(affiliation=affiliation, starts_at=at(17), ends_at=at(19))
    TimeOff.objects.create(centre=affiliation.centre, starts_at=at(18), ends_at=at(19))

    assert free(affiliation) == spans((9, 18))


def test_a_taken_slot_is_not_free(affiliation: Affiliation) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(10), slots=2)

    assert free(affiliation) == spans((9, 10), (11, 17))


def test_a_slot_taken_at_another_centre_is_not_free_here(affiliation: Affiliation) -> None:
    elsewhere = open_affiliation(
        provider=affiliation.provider, centre__timezone="Australia/Brisbane"
    )
    make_appointment(affiliation=elsewhere, starts_at=at(10))

    assert free(affiliation) == spans((9, 10), (10.5, 17))


def test_a_slot_that_a_colleague_has_taken_is_free(affiliation: Affiliation) -> None:
    make_appointment(affiliation=open_affiliation(centre=affiliation.centre), starts_at=at(10))

    assert free(affiliation) == spans((9, 17))


def test_a_cancelled_appointment_takes_no_slot(affiliation: Affiliation) -> None:
    cancelled = Appointment.Status.CANCELLED
    make_appointment(affiliation=affiliation, starts_at=at(10), status=cancelled)

    assert free(affiliation) == spans((9, 17))


def test_the_slots_of_the_appointment_that_moves_count_as_free(affiliation: Affiliation) -> None:
    appointment = make_appointment(affiliation=affiliation, starts_at=at(10), slots=2)
    make_appointment(affiliation=affiliation, starts_at=at(12))

    assert free(affiliation, moving=appointment) == spans((9, 12), (12.5, 17))


def test_a_slot_that_has_begun_is_not_free_and_one_that_begins_now_is(
    affiliation: Affiliation,
) -> None:
    assert free(affiliation, now=at(15, 30))[0] == at(15, 30)
    assert free(affiliation, now=at(15, 30) + timedelta(seconds=1))[0] == at(16)


def test_nothing_is_free_beyond_the_horizon(affiliation: Affiliation, settings: Settings) -> None:
    settings.MEDISOFT_BOOKING_HORIZON_DAYS = 7
    now = at(12) - timedelta(days=7)

    assert free(affiliation, now=now)[-1] == at(12)
    assert free(affiliation, now=now, day=WEDNESDAY + ONE_DAY) == []


def test_the_longest_appointment_ends_at_closing_time(affiliation: Affiliation) -> None:
    assert free(affiliation, slots=4)[-1] == at(15)


def test_a_long_appointment_fits_between_two_others_only_whole(affiliation: Affiliation) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(11))

    assert free(affiliation, slots=3)[:3] == [at(9), at(9, 30), at(11, 30)]


def test_each_centre_counts_its_own_days() -> None:
    perth = open_affiliation(centre__timezone="Australia/Perth")

    assert free(perth)[0] == at(12)  # nine o'clock in Perth, three hours behind Sydney


@pytest.mark.parametrize("hour", [0, 7, 12, 23])
def test_the_next_free_starts_are_the_first_ones_whatever_the_hour(
    affiliation: Affiliation, hour: int
) -> None:
    now = at(hour)

    found = next_free([affiliation], now=now, count=4)

    days = free_starts([affiliation], first_day=WEDNESDAY, days=10, now=now)
    assert found[affiliation.pk] == days[affiliation.pk][:4]


def test_next_free_looks_no_further_than_its_days(affiliation: Affiliation) -> None:
    TimeOff.objects.create(
        affiliation=affiliation, starts_at=at(0), ends_at=at(0) + timedelta(days=14)
    )

    assert next_free([affiliation], now=NOW, days=14)[affiliation.pk] == []
    assert next_free([affiliation], now=NOW, days=15)[affiliation.pk]


def test_the_nearest_free_starts_stand_on_both_sides_in_order(affiliation: Affiliation) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(12))

    found = nearest_free(affiliation, patient=PatientFactory.create(), start=at(12), now=NOW)

    assert len(found) == 3
    assert found == sorted(found)
    assert {at(11, 30), at(12, 30)} < set(found)


def queries_of(pks: list[int], days: int) -> int:
    affiliations = list(Affiliation.objects.with_names().filter(pk__in=pks))
    with CaptureQueriesContext(connection) as queries:
        free_starts(affiliations, first_day=WEDNESDAY, days=days, now=NOW)
        next_free(affiliations, now=NOW, days=days)
    return len(queries)


def test_many_providers_days_and_appointments_cost_no_query_more() -> None:
    pks = [open_affiliation().pk for _ in range(20)]
    few = queries_of(pks[:1], 1)
    patient, completed = PatientFactory.create(), Appointment.Status.COMPLETED
    busy = Affiliation.objects.with_names().get(pk=pks[0])
    for n in range(500):
        make_appointment(
            affiliation=busy, patient=patient, starts_at=at(0) + n * SLOT, status=completed
        )

    many = queries_of(pks, 90)

    assert many == few == 2  # one each
