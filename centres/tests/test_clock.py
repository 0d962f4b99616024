"""Times as people say them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from centres.clock import ONE_DAY, clock_time, day_in_words, length_in_words, short_day, wall_time

NEW_YEAR = date(2027, 1, 1)


def test_each_day_of_a_year_has_its_name() -> None:
    for day in (NEW_YEAR + n * ONE_DAY for n in range(365)):
        noon = datetime.combine(day, time(12), UTC)

        assert day_in_words(day) == f"{day:%A} {day.day} {day:%B %Y}"
        assert short_day(noon, UTC) == f"{day:%a} {day.day} {day:%b}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (time(0, 0), "12:00am"),
        (time(9, 5), "9:05am"),
        (time(12, 30), "12:30pm"),
        (time(23, 59), "11:59pm"),
    ],
)
def test_a_time_of_day_is_said_with_twelve_hours(value: time, words: str) -> None:
    assert wall_time(value) == words


@pytest.mark.parametrize(
    ("zone", "instant", "words"),
    [
        ("Sydney", datetime(2027, 4, 3, 15, 30, tzinfo=UTC), "2:30am summer time"),
        ("Sydney", datetime(2027, 4, 3, 16, 30, tzinfo=UTC), "2:30am standard time"),
        ("Sydney", datetime(2027, 4, 3, 17, 30, tzinfo=UTC), "3:30am"),
        ("Lord_Howe", datetime(2027, 4, 3, 14, 30, tzinfo=UTC), "1:30am summer time"),
        ("Lord_Howe", datetime(2027, 4, 3, 15, 0, tzinfo=UTC), "1:30am standard time"),
    ],
)
def test_a_time_that_clocks_repeat_says_which_of_the_two_it_is(
    zone: str, instant: datetime, words: str
) -> None:
    assert clock_time(instant, ZoneInfo(f"Australia/{zone}")) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (30, "30 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
        (24 * 60, "1 day"),
        (14 * 24 * 60, "14 days"),
    ],
)
def test_a_length_is_said_in_the_units_that_are_whole(minutes: int, words: str) -> None:
    assert length_in_words(minutes) == words
