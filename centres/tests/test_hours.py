from datetime import time

import pytest

from centres.hours import first_overlap
from centres.models import Affiliation, Centre, WorkingHours

MONDAY, TUESDAY, SUNDAY = 0, 1, 6


def hours(weekday: int, opens: int, closes: int, zone: str = "Australia/Sydney") -> WorkingHours:
    """Unsaved hours at a centre in `zone`, from full hour to full hour."""
    affiliation = Affiliation(centre=Centre(timezone=zone))
    return WorkingHours(
        affiliation=affiliation, weekday=weekday, opens=time(opens), closes=time(closes % 24)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param((MONDAY, 9, 12), (MONDAY, 11, 13), id="the end of one"),
        pytest.param((MONDAY, 9, 17), (MONDAY, 12, 13), id="one within the other"),
        pytest.param((MONDAY, 9, 17), (MONDAY, 9, 17), id="the same"),
        pytest.param((MONDAY, 9, 24), (MONDAY, 23, 24), id="until the end of the day"),
    ],
)
def test_hours_that_share_a_moment_overlap(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    week = [hours(*one), hours(*other)]

    assert first_overlap(week) == (week[0], week[1])
    assert first_overlap(reversed(week)) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param((MONDAY, 9, 12), (MONDAY, 12, 17), id="one after the other"),
        pytest.param((MONDAY, 9, 17), (TUESDAY, 9, 17), id="another day"),
        pytest.param((MONDAY, 9, 24), (TUESDAY, 0, 9), id="across midnight"),
        pytest.param((SUNDAY, 9, 24), (MONDAY, 0, 9), id="across the week's end"),
    ],
)
def test_hours_that_adjoin_or_lie_apart_fit(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    assert first_overlap([hours(*one), hours(*other)]) is None


def test_hours_in_two_zones_are_compared_by_the_moment_not_by_the_clock() -> None:
    perth_noon = hours(MONDAY, 12, 14, "Australia/Perth")  # 14:00 or 15:00 in Sydney

    assert first_overlap([hours(MONDAY, 12, 14), perth_noon]) is None
    assert first_overlap([hours(MONDAY, 14, 16), perth_noon]) is not None


def test_hours_that_meet_in_one_season_only_overlap() -> None:
    brisbane = hours(MONDAY, 9, 12, "Australia/Brisbane")  # 10:00 to 13:00 in Sydney's summer

    assert first_overlap([brisbane, hours(MONDAY, 12, 17)]) is not None
    assert first_overlap([brisbane, hours(MONDAY, 13, 17)]) is None


def test_a_gap_between_zones_may_carry_hours_into_the_next_week() -> None:
    perth_evening = hours(SUNDAY, 22, 24, "Australia/Perth")

    assert first_overlap([perth_evening, hours(MONDAY, 1, 2)]) is not None


def test_an_empty_week_fits() -> None:
    assert first_overlap([]) is None
