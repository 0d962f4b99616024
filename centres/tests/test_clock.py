"""Times as people say them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from centres.clock import clock_time, length_in_words


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
