"""What stands in the grid of a week."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import ProviderFactory
from accounts.models import User
from appointments.tests.desks import receptionist
from centres.factories import AffiliationFactory, CentreFactory, open_affiliation, work_week
from centres.models import Affiliation, Centre, ExtraHours, TimeOff
from centres.week import Kind, Row, centre_week, provider_week

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 7)
DAY = timedelta(days=1)


@pytest.fixture
def centre() -> Centre:
    return CentreFactory.create()


@pytest.fixture
def place(centre: Centre) -> Affiliation:
    """A provider who works there on Mondays from 9:00 to 17:00."""
    place = AffiliationFactory.create(centre=centre)
    work_week(place, weekdays=range(1))
    return place


@pytest.fixture
def desk(centre: Centre) -> User:
    return receptionist(centre)


def at(place: Affiliation, hour: int, *, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour), place.centre.zone)


def told(row: Row) -> dict[int, list[tuple[Kind, str]]]:
    """What stands on the days that have something, by weekday."""
    return {
        weekday: [(span.kind, span.words) for span in spans]
        for weekday, spans in enumerate(row.days)
        if spans
    }


def test_weekly_hours_stand_on_their_weekdays(centre: Centre, place: Affiliation) -> None:
    work_week(place, weekdays=range(6, 7), opens=time(18), closes=time(0))

    week = centre_week(centre, MONDAY)

    assert [row.place for row in week.rows] == [place]
    assert told(week.rows[0]) == {
        0: [(Kind.HOURS, "9:00am to 5:00pm")],
        6: [(Kind.HOURS, "6:00pm to midnight")],
    }


def test_time_off_and_extra_hours_stand_beside_the_hours(
    centre: Centre, place: Affiliation
) -> None:
    TimeOff.objects.create(
        affiliation=place, starts_at=at(place, 12), ends_at=at(place, 14), reason="Dentist"
    )
    ExtraHours.objects.create(
        affiliation=place, starts_at=at(place, 18), ends_at=at(place, 0, day=MONDAY + DAY)
    )

    [row] = centre_week(centre, MONDAY).rows

    assert told(row) == {
        0: [
            (Kind.HOURS, "9:00am to 5:00pm"),
            (Kind.OFF, "12:00pm to 2:00pm"),
            (Kind.EXTRA, "6:00pm to midnight"),
        ]
    }
    assert row.days[0][1].reason == "Dentist"
    assert not row.days[0][0].is_off


def test_what_runs_over_days_stands_on_each_of_them(centre: Centre, place: Affiliation) -> None:
    TimeOff.objects.create(
        affiliation=place,
        starts_at=at(place, 12, day=MONDAY - 3 * DAY),
        ends_at=at(place, 12, day=MONDAY + DAY),
    )

    [row] = centre_week(centre, MONDAY).rows

    assert told(row) == {
        0: [(Kind.OFF, "All day"), (Kind.HOURS, "9:00am to 5:00pm")],
        1: [(Kind.OFF, "12:00am to 12:00pm")],
    }


@pytest.mark.parametrize("last", [pytest.param(17, id="all"), pytest.param(16, id="a part")])
def test_hours_are_off_when_nothing_of_them_is_left(
    centre: Centre, place: Affiliation, last: int
) -> None:
    TimeOff.objects.create(affiliation=place, starts_at=at(place, 12), ends_at=at(place, last))
    TimeOff.objects.create(centre=centre, starts_at=at(place, 8), ends_at=at(place, 12))

    [row] = centre_week(centre, MONDAY).rows

    assert row.days[0][0].is_off == (last == 17)


def test_the_closures_of_a_centre_stand_once_above_everybody(
    centre: Centre, place: Affiliation
) -> None:
    AffiliationFactory.create(centre=centre)
    TimeOff.objects.create(
        centre=centre, starts_at=at(place, 0), ends_at=at(place, 0, day=MONDAY + DAY), reason="Fire"
    )

    week = centre_week(centre, MONDAY)

    assert [[span.reason for span in spans] for spans in week.closures] == [["Fire"], *[[]] * 6]
    assert Kind.CLOSURE not in {span.kind for row in week.rows for day in row.days for span in day}


def test_what_lies_in_another_week_is_not_shown(centre: Centre, place: Affiliation) -> None:
    TimeOff.objects.create(
        affiliation=place,
        starts_at=at(place, 0, day=MONDAY + 7 * DAY),
        ends_at=at(place, 5, day=MONDAY + 7 * DAY),
    )

    [row] = centre_week(centre, MONDAY).rows

    assert [span.kind for span in row.days[0]] == [Kind.HOURS]
    assert not row.days[6]


def test_who_can_no_longer_be_booked_is_not_in_the_week(centre: Centre, place: Affiliation) -> None:
    place.provider.user.is_active = False
    place.provider.user.save()

    assert centre_week(centre, MONDAY).rows == []


def test_hours_that_clocks_skip_are_not_shown(centre: Centre, place: Affiliation) -> None:
    work_week(place, weekdays=range(6, 7), opens=time(2), closes=time(3))
    spring = date(2026, 9, 28)  # its Sunday, 4 October, has no 2:00 to 3:00 in Sydney

    assert told(centre_week(centre, spring).rows[0]).keys() == {0}


def test_a_providers_other_places_are_named_to_the_desk_that_keeps_them(
    place: Affiliation, desk: User
) -> None:
    kept = AffiliationFactory.create(provider=place.provider)
    desk.memberships.create(centre=kept.centre)
    TimeOff.objects.create(
        centre=kept.centre, starts_at=at(kept, 9), ends_at=at(kept, 10), reason="Fire"
    )

    week = provider_week(place, MONDAY, user=desk)

    assert [row.place for row in week.rows] == [place, kept]
    assert told(week.rows[1]) == {0: [(Kind.CLOSURE, "9:00am to 10:00am")]}


def test_of_places_that_the_desk_does_not_keep_only_the_hours_are_told(
    place: Affiliation, desk: User
) -> None:
    for hour in (18, 20):
        other = AffiliationFactory.create(provider=place.provider)
        work_week(other, weekdays=range(1), opens=time(hour), closes=time(hour + 1))
        off = {"starts_at": at(other, 8), "ends_at": at(other, 23), "reason": "Secret"}
        TimeOff.objects.create(affiliation=other, **off)
        TimeOff.objects.create(centre=other.centre, **off)

    week = provider_week(place, MONDAY, user=desk)

    row = week.rows[1]
    assert len(week.rows) == 2
    assert row.place is None
    assert told(row) == {
        0: [(Kind.HOURS, "6:00pm to 7:00pm"), (Kind.HOURS, "8:00pm to 9:00pm")],
    }
    assert not any(span.is_off for span in row.days[0])


def test_hours_elsewhere_are_told_on_the_clock_of_this_place(
    place: Affiliation, desk: User
) -> None:
    perth = CentreFactory.create(timezone="Australia/Perth")
    other = AffiliationFactory.create(provider=place.provider, centre=perth)
    work_week(other, weekdays=range(6, 7), opens=time(20), closes=time(23))

    row = provider_week(place, MONDAY, user=desk).rows[1]

    assert told(row) == {
        0: [(Kind.HOURS, "12:00am to 2:00am")],  # of the Sunday before
        6: [(Kind.HOURS, "11:00pm to midnight")],
    }


def test_a_week_costs_the_same_for_one_provider_and_for_ten(
    centre: Centre, place: Affiliation
) -> None:
    with CaptureQueriesContext(connection) as one:
        centre_week(centre, MONDAY)
    for _ in range(9):
        open_affiliation(centre=centre, provider=ProviderFactory.create(specialist=True))
    with CaptureQueriesContext(connection) as ten:
        week = centre_week(centre, MONDAY)
        assert {row.place.provider.service for row in week.rows if row.place} == {
            "GP",
            "Cardiology",
        }

    assert len(ten) == len(one)
