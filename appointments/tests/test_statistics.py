"""The figures of a centre, each against an example that one can count by hand."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import services
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.statistics import Overview, Use, Week, overview
from appointments.tests.booking import NOW, SYDNEY
from appointments.tests.times import at
from centres.factories import AffiliationFactory, CentreFactory, open_affiliation, work_week
from centres.models import Affiliation, ExtraHours, TimeOff

pytestmark = pytest.mark.django_db
Status = Appointment.Status

# Two weeks, of which `NOW`, Monday 23 November 2026 at noon, begins the second.
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 29)
TODAY = NOW.date()


def figures(place: Affiliation, first: date = MONDAY, last: date = SUNDAY) -> Overview:
    return overview(place.centre, first=first, last=last, now=NOW)


def visit(
    place: Affiliation, day: date, hour: int = 9, *, slots: int = 1, status: str = Status.BOOKED
) -> Appointment:
    start = at(place, hour, day=day)
    return make_appointment(affiliation=place, starts_at=start, slots=slots, status=status)


def cancelled(place: Affiliation, day: date, because: str) -> None:
    one = visit(place, day, status=Status.CANCELLED)
    Appointment.objects.filter(pk=one.pk).update(cancelled_because=because)


def test_bookings_count_in_the_week_of_their_day_whatever_became_of_them(
    place: Affiliation,
) -> None:
    visit(place, MONDAY - timedelta(days=1))
    visit(place, MONDAY)
    visit(place, date(2026, 11, 22), hour=23, status=Status.NO_SHOW)
    visit(place, SUNDAY, status=Status.CANCELLED)
    visit(place, SUNDAY + timedelta(days=1))

    weeks = figures(place).weeks

    assert [(week.first, week.bookings) for week in weeks] == [(MONDAY, 2), (TODAY, 1)]


def test_a_week_without_bookings_is_told_and_weeks_end_where_the_days_do(
    place: Affiliation,
) -> None:
    wednesday, tuesday = date(2026, 11, 11), date(2026, 11, 24)
    visit(place, wednesday - timedelta(days=1))
    visit(place, wednesday)
    visit(place, tuesday)
    visit(place, tuesday + timedelta(days=1))

    weeks = figures(place, wednesday, tuesday).weeks

    assert [(week.first, week.bookings) for week in weeks] == [
        (wednesday, 1),
        (MONDAY, 0),
        (TODAY, 1),
    ]


def test_the_missed_are_counted_among_visits_that_are_over_and_were_not_cancelled(
    place: Affiliation,
) -> None:
    visit(place, MONDAY, status=Status.COMPLETED)
    visit(place, MONDAY, hour=10, status=Status.NO_SHOW)
    visit(place, MONDAY, hour=11, status=Status.CANCELLED)
    visit(place, TODAY, hour=9)  # over, and nobody has said what became of it
    visit(place, TODAY, hour=11, status=Status.ARRIVED)
    visit(place, TODAY, hour=12, status=Status.NO_SHOW)  # goes on until half past
    visit(place, TODAY, hour=15, status=Status.BOOKED)

    past, present = figures(place).weeks

    assert (past.past, past.missed, past.missed_share) == (2, 1, 0.5)
    assert (present.past, present.missed, present.missed_share) == (2, 0, 0)


def test_a_share_of_nothing_is_no_share(place: Affiliation) -> None:
    total = figures(place).total

    assert (total.missed_share, total.cancelled_share) == (None, None)
    assert figures(place).lead.median is None


def test_what_is_cancelled_is_counted_by_week_and_by_reason(place: Affiliation) -> None:
    visit(place, MONDAY)
    cancelled(place, MONDAY, "")
    cancelled(place, TODAY, "ill")
    cancelled(place, TODAY, "ill")
    cancelled(place, TODAY, "patient")

    found = figures(place)

    assert [(week.cancelled, week.cancelled_share) for week in found.weeks] == [(1, 0.5), (3, 1)]
    assert found.reasons == Counter({"": 1, "ill": 2, "patient": 1})


def test_all_weeks_together_are_their_sum(place: Affiliation) -> None:
    visit(place, MONDAY)
    visit(place, MONDAY, hour=10, status=Status.NO_SHOW)
    cancelled(place, TODAY, "away")

    assert figures(place).total == Week(MONDAY, bookings=3, past=2, missed=1, cancelled=1)


def test_a_visit_that_was_moved_counts_where_it_was_moved_to(place: Affiliation) -> None:
    one = visit(place, date(2026, 11, 27))
    to = at(place, 9, day=date(2026, 12, 3))
    services.reschedule(appointment=one, starts=[to], by=one.patient.user, now=NOW)

    assert figures(place).total.bookings == 0
    assert figures(place, SUNDAY, to.date()).total.bookings == 1


def test_other_centres_count_for_nothing_though_the_provider_is_the_same(
    place: Affiliation,
) -> None:
    elsewhere = AffiliationFactory.create(provider=place.provider)
    work_week(elsewhere, weekdays=range(5, 7))
    visit(elsewhere, date(2026, 11, 21))
    cancelled(elsewhere, MONDAY, "ill")

    found = figures(place)

    assert found.total == Week(MONDAY)
    assert found.uses == [Use(str(place.provider), opened=160, taken=0)]
    assert not found.reasons
    assert not found.lead.visits


def test_the_used_share_is_of_half_hours_that_are_open(place: Affiliation) -> None:
    """Ten days of 16 half hours; extra hours open 4, and 16 + 2 are off."""
    TimeOff.objects.create(
        centre=place.centre,
        starts_at=at(place, 0, day=MONDAY),
        ends_at=at(place, 0, day=MONDAY + timedelta(days=1)),
    )
    TimeOff.objects.create(
        affiliation=place, starts_at=at(place, 16, day=TODAY), ends_at=at(place, 17, day=TODAY)
    )
    ExtraHours.objects.create(
        affiliation=place, starts_at=at(place, 9, day=SUNDAY), ends_at=at(place, 11, day=SUNDAY)
    )
    visit(place, MONDAY)  # in time off, which came later
    visit(place, TODAY, hour=9, slots=3)
    visit(place, TODAY, hour=11, status=Status.NO_SHOW)
    visit(place, TODAY, hour=12, status=Status.CANCELLED)
    visit(place, TODAY, hour=19)  # outside the hours
    visit(place, SUNDAY, hour=10)

    [use] = figures(place).uses

    assert (use.opened, use.taken) == (160 + 4 - 16 - 2, 3 + 1 + 1)


def test_providers_stand_by_name_and_one_without_hours_has_no_share(place: Affiliation) -> None:
    none = AffiliationFactory.create(
        centre=place.centre, provider__user__full_name="Aaron Aardvark"
    )

    first, second = figures(place).uses

    assert (first.name, first.opened, first.share) == (str(none.provider), 0, None)
    assert (second.name, second.opened, second.share) == (str(place.provider), 160, 0)
    assert figures(place).use == Use("All providers", opened=160, taken=0)


def test_a_provider_whose_account_is_closed_stands_there_while_time_was_taken(
    place: Affiliation,
) -> None:
    gone = open_affiliation(centre=place.centre, provider__user__is_active=False)
    visit(gone, MONDAY)

    assert str(gone.provider) in [use.name for use in figures(place).uses]
    assert str(gone.provider) not in [use.name for use in figures(place, TODAY).uses]


def test_a_day_on_which_clocks_change_has_its_own_number_of_half_hours() -> None:
    place = AffiliationFactory.create(centre__timezone="Australia/Sydney")
    work_week(place, opens=time(0), closes=time(0), weekdays=range(7))
    back, forward = date(2027, 4, 4), date(2027, 10, 3)

    week = [figures(place, day - timedelta(days=6), day).use.opened for day in (back, forward)]

    assert week == [7 * 48 + 2, 7 * 48 - 2]


def test_days_are_those_of_the_centres_clock() -> None:
    place = open_affiliation(centre=CentreFactory.create(timezone="Australia/Perth"))
    visit(place, date(2026, 11, 22), hour=23)  # Monday by Sydney's clock
    visit(place, TODAY, hour=0)  # Sunday by that of Greenwich

    assert [week.bookings for week in figures(place).weeks] == [1, 1]


def booked_before(
    place: Affiliation,
    day: date,
    booked_at: datetime,
    *,
    hour: int = 9,
    status: str = Status.BOOKED,
) -> None:
    one = visit(place, day, hour, status=status)
    Appointment.objects.filter(pk=one.pk).update(created_at=booked_at)


def test_the_lead_is_the_days_of_the_calendar_from_booking_to_visit(place: Affiliation) -> None:
    late = datetime(2026, 11, 16, 23, 59, tzinfo=SYDNEY)
    for hour, ahead in enumerate((0, 1, 1, 6, 7, 13)):
        booked_before(place, late.date() + timedelta(days=ahead), late, hour=hour)
    booked_before(place, SUNDAY, late - timedelta(days=90), status=Status.NO_SHOW)
    booked_before(place, SUNDAY, late, status=Status.CANCELLED)

    lead = figures(place).lead

    assert lead.days == Counter({0: 1, 1: 2, 6: 1, 7: 1, 13: 1, 103: 1})
    assert lead.median == 6
    assert lead.bands == [
        ("The same day", 1),
        ("1 day", 2),
        ("2 to 6 days", 1),
        ("7 to 13 days", 2),
        ("14 to 27 days", 0),
        ("28 days or more", 1),
    ]


def test_a_lead_over_the_night_when_clocks_change_is_one_day(place: Affiliation) -> None:
    sunday = date(2027, 4, 4)  # has 25 hours
    booked_before(place, sunday, datetime(2027, 4, 3, 0, 15, tzinfo=SYDNEY))
    booked_before(
        place, sunday + timedelta(days=1), datetime(2027, 4, 4, 23, 45, tzinfo=SYDNEY), hour=8
    )

    assert figures(place, sunday, sunday + timedelta(days=1)).lead.days == Counter({1: 2})


def test_the_lead_is_told_by_the_centres_clock() -> None:
    place = open_affiliation(centre=CentreFactory.create(timezone="Australia/Perth"))
    booked_before(place, MONDAY, datetime(2026, 11, 16, 1, tzinfo=SYDNEY))  # Sunday in Perth

    assert figures(place).lead.days == Counter({1: 1})


def test_what_was_entered_after_the_visit_counts_as_the_same_day(place: Affiliation) -> None:
    booked_before(place, MONDAY, datetime(2026, 11, 20, tzinfo=SYDNEY))

    assert figures(place).lead.days == Counter({0: 1})


def test_three_providers_of_a_year_cost_as_many_queries_as_one_of_a_week(
    place: Affiliation,
) -> None:
    visit(place, MONDAY)
    with CaptureQueriesContext(connection) as few:
        figures(place, MONDAY, MONDAY + timedelta(days=6))
    for _ in range(2):
        visit(open_affiliation(centre=place.centre), TODAY)
    with CaptureQueriesContext(connection) as many:
        found = figures(place, MONDAY, MONDAY + timedelta(days=365))

    assert len(found.uses) == 3
    assert len(many) == len(few) == 4
