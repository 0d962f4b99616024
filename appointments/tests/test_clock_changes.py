"""Slots on the days when clocks change, for a centre that never closes.

In 2027 the clocks of Sydney, Adelaide and Lord Howe go back on 4 April and forward on 3 October;
those of Brisbane, Darwin and Perth stay.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.factories import PatientFactory
from accounts.models import Patient
from appointments import services
from appointments.availability import free_starts
from appointments.models import Appointment
from appointments.opening import slots_of_day
from appointments.tests.pages import text
from centres.factories import AffiliationFactory, work_week
from centres.models import Affiliation
from centres.validators import SLOT

NOW = datetime(2027, 3, 1, tzinfo=UTC)
CLOCKS_GO_BACK = date(2027, 4, 4)
CLOCKS_GO_FORWARD = date(2027, 10, 3)
ONE_DAY = timedelta(days=1)

ZONES = [
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Broken_Hill",
    "Australia/Darwin",
    "Australia/Hobart",
    "Australia/Lord_Howe",
    "Australia/Melbourne",
    "Australia/Perth",
    "Australia/Sydney",
    "Indian/Christmas",
    "Pacific/Norfolk",
]


def open_at(zone: str, opens: time = time(0), closes: time = time(0)) -> Affiliation:
    affiliation = AffiliationFactory.create(centre__timezone=f"Australia/{zone}")
    work_week(affiliation, opens=opens, closes=closes, weekdays=range(7))
    return affiliation


def free(affiliation: Affiliation, day: date, *, slots: int = 1) -> list[datetime]:
    return free_starts([affiliation], first_day=day, days=1, now=NOW, slots=slots)[affiliation.pk]


def clock(affiliation: Affiliation, starts: list[datetime]) -> list[str]:
    return [f"{start.astimezone(affiliation.centre.zone):%H:%M}" for start in starts]


def book(affiliation: Affiliation, *starts: datetime) -> Appointment:
    patient = PatientFactory.create()
    return services.book(
        patient=patient,
        affiliation=affiliation,
        starts=starts,
        reason="",
        by=patient.user,
        now=NOW,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "day", "count"),
    [
        ("Sydney", CLOCKS_GO_BACK, 50),
        ("Sydney", CLOCKS_GO_FORWARD, 46),
        ("Adelaide", CLOCKS_GO_BACK, 50),
        ("Adelaide", CLOCKS_GO_FORWARD, 46),
        ("Lord_Howe", CLOCKS_GO_BACK, 49),
        ("Lord_Howe", CLOCKS_GO_FORWARD, 47),
        ("Brisbane", CLOCKS_GO_BACK, 48),
        ("Brisbane", CLOCKS_GO_FORWARD, 48),
        ("Sydney", date(2028, 4, 2), 50),
        ("Sydney", date(2027, 6, 1), 48),
    ],
)
def test_a_day_has_as_many_slots_as_its_clocks_have_half_hours(
    zone: str, day: date, count: int, settings: Settings
) -> None:
    settings.MEDISOFT_BOOKING_HORIZON_DAYS = 800
    affiliation = open_at(zone)

    assert len(free(affiliation, day)) == count


@pytest.mark.django_db
def test_the_repeated_hour_is_two_slots_of_which_one_stays_when_the_other_is_booked() -> None:
    affiliation = open_at("Sydney")
    before = free(affiliation, CLOCKS_GO_BACK)
    first, second = (start for start in before if clock(affiliation, [start]) == ["02:00"])

    book(affiliation, first)

    assert second - first == timedelta(hours=1)
    assert free(affiliation, CLOCKS_GO_BACK) == [start for start in before if start != first]
    book(affiliation, second)
    assert Appointment.objects.count() == 2


@pytest.mark.django_db
def test_the_picker_says_which_of_the_repeated_times_a_start_is(
    client: Client, patient: Patient, settings: Settings
) -> None:
    settings.MEDISOFT_BOOKING_HORIZON_DAYS = 400  # the next change is up to 53 weeks ahead
    affiliation = open_at("Sydney", time(2), time(3))
    today = timezone.localdate()
    firsts = [date(year, 4, 1) for year in (today.year, today.year + 1)]
    sundays = [first.replace(day=7 - first.weekday()) for first in firsts]
    change = next(sunday for sunday in sundays if sunday > today)

    path = reverse("appointments:book", args=[affiliation.pk])
    page = text(client.get(path, {"week": f"{change}"}))

    for label in ("summer", "standard"):
        for minute in ("00", "30"):
            assert page.count(f">2:{minute}am {label} time<span") == 1


@pytest.mark.django_db
def test_the_half_hour_that_lord_howe_repeats_is_two_slots() -> None:
    affiliation = open_at("Lord_Howe")

    times = clock(affiliation, free(affiliation, CLOCKS_GO_BACK))

    assert times[2:6] == ["01:00", "01:30", "01:30", "02:00"]


@pytest.mark.django_db
def test_an_hour_that_the_clocks_skip_has_no_slots() -> None:
    affiliation = open_at("Sydney", time(1), time(4))

    times = clock(affiliation, free(affiliation, CLOCKS_GO_FORWARD))

    assert times == ["01:00", "01:30", "03:00", "03:30"]


@pytest.mark.django_db
def test_hours_inside_the_skipped_hour_open_nothing_that_day() -> None:
    affiliation = open_at("Sydney", time(2), time(3))

    assert free(affiliation, CLOCKS_GO_FORWARD) == []
    assert len(free(affiliation, CLOCKS_GO_FORWARD + ONE_DAY)) == 2


@pytest.mark.django_db
def test_an_appointment_across_the_change_takes_adjoining_instants() -> None:
    affiliation = open_at("Sydney")
    start = next(
        one
        for one in free(affiliation, CLOCKS_GO_FORWARD)
        if clock(affiliation, [one]) == ["01:30"]
    )

    appointment = book(affiliation, start, start + SLOT)

    assert appointment.ends_at - appointment.starts_at == timedelta(hours=1)
    assert clock(affiliation, [appointment.starts_at, appointment.ends_at]) == ["01:30", "03:30"]


# 2:30am before the clocks go back and 2:00am after it: an hour from the start of one to the end of
# the other, though the wall clock has them the other way round.
BEFORE = datetime(2027, 4, 4, 2, 30, tzinfo=ZoneInfo("Australia/Sydney"))
AFTER = datetime(2027, 4, 4, 2, 0, fold=1, tzinfo=ZoneInfo("Australia/Sydney"))


@pytest.mark.django_db
def test_wall_clock_times_are_booked_as_the_instants_that_they_are() -> None:
    appointment = book(open_at("Sydney"), AFTER, BEFORE)

    appointment.refresh_from_db()
    assert appointment.starts_at == BEFORE.astimezone(UTC)
    assert appointment.ends_at == BEFORE.astimezone(UTC) + timedelta(hours=1)


@pytest.mark.django_db
def test_wall_clock_times_are_moved_to_as_the_instants_that_they_are() -> None:
    affiliation = open_at("Sydney")
    held = book(affiliation, free(affiliation, CLOCKS_GO_FORWARD)[0])

    services.reschedule(appointment=held, starts=[AFTER, BEFORE], by=held.patient.user, now=NOW)

    held.refresh_from_db()
    assert held.starts_at == BEFORE.astimezone(UTC)
    assert held.ends_at == BEFORE.astimezone(UTC) + timedelta(hours=1)


@pytest.mark.django_db
def test_an_appointment_across_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    affiliation = open_at("Sydney")
    last = free(affiliation, CLOCKS_GO_BACK - ONE_DAY)[-1]

    appointment = book(affiliation, last, last + SLOT)

    assert clock(affiliation, [last]) == ["23:30"]
    assert appointment.day == CLOCKS_GO_BACK - ONE_DAY
    assert len(free(affiliation, CLOCKS_GO_BACK)) == 49


zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(zones, days)
def test_the_slots_of_two_days_follow_each_other_without_gap_or_overlap(
    zone: ZoneInfo, day: date
) -> None:
    starts = [start for one in (day, day + ONE_DAY) for start, _ in slots_of_day(zone, one)]

    assert all(later - earlier == SLOT for earlier, later in pairwise(starts))


@given(zones, days)
def test_a_slot_lies_on_its_day_at_its_minute_and_on_the_half_hour(
    zone: ZoneInfo, day: date
) -> None:
    for start, minute in slots_of_day(zone, day):
        wall = start.astimezone(zone)

        assert wall.date() == day
        assert wall.hour * 60 + wall.minute == minute
        assert minute % 30 == 0


halves = st.integers(0, 47)


@pytest.mark.django_db
@given(zone=zones, day=days, opens=halves, length=st.integers(1, 48))
def test_every_free_slot_lies_within_the_hours_on_the_wall(
    zone: ZoneInfo, day: date, opens: int, length: int
) -> None:
    closes = min(opens + length, 48)
    affiliation = AffiliationFactory.create(centre__timezone=zone.key)
    work_week(affiliation, opens=of_day(opens), closes=of_day(closes), weekdays=range(7))
    long_ago = datetime.combine(day - 2 * ONE_DAY, time(0), UTC)

    starts = free_starts([affiliation], first_day=day, days=1, now=long_ago)[affiliation.pk]

    shown = {wall.hour * 2 + wall.minute // 30 for wall in (one.astimezone(zone) for one in starts)}
    exist = {minute // 30 for _, minute in slots_of_day(zone, day)}
    assert shown == exist & set(range(opens, closes))


def of_day(half: int) -> time:
    return time(half % 48 // 2, half % 2 * 30)
