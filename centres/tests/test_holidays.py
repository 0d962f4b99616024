"""Which days are public holidays where."""

from datetime import date

import pytest

from centres.holidays import Holiday, evenings_of, holidays_of
from centres.models import Centre, TimeOff


def named(name: str, state: str, year: int) -> list[date]:
    return [holiday.day for holiday in holidays_of(state, year) if holiday.name == name]


# As the governments of the states have published them.
@pytest.mark.parametrize(
    ("state", "holiday"),
    [
        pytest.param("NSW", Holiday(date(2027, 3, 26), "Good Friday"), id="follows the moon"),
        pytest.param("NSW", Holiday(date(2027, 10, 4), "Labour Day"), id="a first Monday"),
        pytest.param("WA", Holiday(date(2027, 3, 1), "Labour Day"), id="another day elsewhere"),
        pytest.param("VIC", Holiday(date(2027, 11, 2), "Melbourne Cup Day"), id="in one state"),
        pytest.param("TAS", Holiday(date(2027, 3, 28), "Easter Sunday"), id="a law of 2026"),
        pytest.param("NSW", Holiday(date(2027, 4, 26), "ANZAC Day (observed)"), id="stands in"),
        pytest.param("QLD", Holiday(date(2027, 4, 26), "ANZAC Day"), id="moved"),
    ],
)
def test_the_holidays_of_a_state_are_those_of_its_government(state: str, holiday: Holiday) -> None:
    assert holiday in holidays_of(state, 2027)


def test_a_holiday_of_one_state_is_none_elsewhere() -> None:
    assert named("Melbourne Cup Day", "NSW", 2027) == []


@pytest.mark.parametrize("state", Centre.State.values)
def test_every_state_has_its_year_in_order_and_within_it(state: str) -> None:
    year = holidays_of(state, 2027)

    assert year == sorted(year)
    assert {holiday.day.year for holiday in year} == {2027}
    assert named("Christmas Day", state, 2027)


@pytest.mark.parametrize("state", Centre.State.values)
def test_every_name_fits_into_the_reason_of_a_time_off(state: str) -> None:
    longest = TimeOff._meta.get_field("reason").max_length or 0

    for year in range(2026, 2036):
        assert all(len(holiday.name) <= longest for holiday in holidays_of(state, year))


def test_an_evening_is_no_whole_day() -> None:
    eve = Holiday(date(2027, 12, 24), "Christmas Eve (from 6pm)")

    assert evenings_of("QLD", 2027) == [eve]
    assert eve not in holidays_of("QLD", 2027)
    assert evenings_of("NSW", 2027) == []


def test_the_words_are_australian_whatever_the_process_speaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")

    assert named("Labour Day", "SA", 2027) == [date(2027, 10, 4)]
