"""Where a chart draws what."""

from itertools import pairwise

import pytest

from appointments.charts import BAR, LEFT, PLOT, TOP, TRACK, Bars, Columns, Figure, ceiling
from appointments.charts import bars as bars_of
from appointments.charts import columns as columns_of


def columns(*values: float | None, unit: str = "") -> Columns:
    figures = [Figure(f"day {nth}", value, f"{value}") for nth, value in enumerate(values)]
    chart = columns_of(figures, unit=unit)
    assert chart is not None
    return chart


def bars(*shares: float | None, name: str = "Ann") -> Bars:
    chart = bars_of([Figure(name, value, f"{value}") for value in shares])
    assert chart is not None
    return chart


@pytest.mark.parametrize(
    ("most", "end"), [(1, 2), (2, 2), (3, 4), (9, 10), (10, 10), (11, 20), (61, 80), (4.2, 6)]
)
def test_an_axis_ends_at_a_round_number_that_is_no_less(most: float, end: int) -> None:
    assert ceiling(most) == end


def test_columns_stand_on_the_base_and_reach_as_high_as_their_value() -> None:
    half, full = columns(5, 10).columns

    assert half.y + half.height == full.y + full.height == TOP + PLOT
    assert (half.height, full.height) == (PLOT / 2, PLOT)


def test_columns_stand_side_by_side_between_the_numbers_and_the_edge() -> None:
    placed = columns(*range(1, 54)).columns

    assert placed[0].x >= LEFT
    assert placed[-1].x + placed[-1].width <= 100
    assert all(one.x + one.width < other.x for one, other in pairwise(placed))


def test_what_is_none_or_not_known_takes_its_room_and_draws_nothing() -> None:
    first, last = columns(1, 0, None, 1).columns

    assert round(last.x - first.x, 2) == 3 * (100 - LEFT) / 4


def test_lines_tell_the_size() -> None:
    lines = columns(150, 1500, unit="%").lines

    assert [(line.at, line.text) for line in lines] == [
        (TOP + PLOT, "0%"),
        (TOP + PLOT / 2, "1,000%"),
        (TOP, "2,000%"),
    ]


@pytest.mark.parametrize("weeks", [1, 4, 5, 12, 53])
def test_at_most_four_days_are_named_of_which_the_first_is_one(weeks: int) -> None:
    days = columns(*[1] * weeks).days

    assert 1 <= len(days) <= 4
    assert days[0].text == "day 0"


def test_a_bar_fills_its_share_of_the_track_and_none_of_nothing() -> None:
    whole, half, nothing = bars(1, 0.5, None).bars

    assert (whole.width, half.width, nothing.width) == (TRACK, TRACK / 2, 0)
    assert whole.y + BAR < half.y < nothing.y


def test_a_name_without_room_is_cut() -> None:
    [bar] = bars(1, name="A" * 150).bars

    assert len(bar.name) < 40
    assert bar.name.endswith("…")


def test_a_chart_says_in_words_what_is_highest() -> None:
    assert columns(1, 3, 2).summary.startswith("The highest is 3 (day 1).")


def test_of_nothing_there_is_no_chart() -> None:
    assert columns_of([]) is None
    assert columns_of([Figure("day", 0, "0")]) is None
    assert bars_of([Figure("Ann", None, "-"), Figure("Ben", 0, "0")]) is None
