"""Which days are public holidays where, and closing on them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from centres.clock import edges_of_day
from centres.factories import AffiliationFactory, CentreFactory
from centres.holidays import Holiday, closed_days, evenings_of, holidays_of
from centres.models import Centre, TimeOff
from centres.services import close_on


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


def off(centre: Centre) -> list[tuple[datetime, datetime, str]]:
    return list(centre.time_off.values_list("starts_at", "ends_at", "reason"))


@pytest.mark.django_db
def test_a_centre_closes_from_midnight_to_midnight_of_its_own_clock() -> None:
    centre = CentreFactory.create(timezone="Australia/Perth", state="WA")

    close_on(centre=centre, holidays=[Holiday(date(2027, 3, 1), "Labour Day")])

    midnight = datetime(2027, 2, 28, 16, tzinfo=UTC)
    assert off(centre) == [(midnight, midnight + timedelta(days=1), "Labour Day")]


@pytest.mark.django_db
def test_the_day_on_which_clocks_change_closes_as_a_whole() -> None:
    centre = CentreFactory.create()

    close_on(centre=centre, holidays=[Holiday(date(2026, 10, 4), "A Sunday of 23 hours")])

    [(starts_at, ends_at, _)] = off(centre)
    assert ends_at - starts_at == timedelta(hours=23)


@pytest.mark.django_db
def test_closing_twice_adds_nothing() -> None:
    centre = CentreFactory.create()
    year = holidays_of("NSW", 2027)

    first = close_on(centre=centre, holidays=year)
    second = close_on(centre=centre, holidays=year)

    assert len(first) == len(year) == len(off(centre))
    assert second == []


@pytest.mark.django_db
def test_a_day_within_a_longer_closure_is_closed_and_one_of_which_a_part_is_open_is_not() -> None:
    centre = CentreFactory.create()
    christmas = Holiday(date(2027, 12, 25), "Christmas Day")
    boxing = Holiday(date(2027, 12, 26), "Boxing Day")
    TimeOff.objects.create(
        centre=centre,
        starts_at=datetime(2027, 12, 23, tzinfo=UTC),
        ends_at=datetime(2027, 12, 26, tzinfo=UTC),  # 11am of Boxing Day, in Sydney
    )

    assert closed_days(centre, [christmas, boxing]) == {christmas.day}
    new = close_on(centre=centre, holidays=[christmas, boxing])
    assert [one.reason for one in new] == [boxing.name]
    assert closed_days(centre, [christmas, boxing]) == {christmas.day, boxing.day}


@pytest.mark.django_db
def test_the_time_off_of_a_provider_or_of_another_centre_closes_no_centre() -> None:
    place = AffiliationFactory.create()
    holiday = Holiday(date(2027, 12, 25), "Christmas Day")
    close_on(centre=CentreFactory.create(), holidays=[holiday])
    starts_at, ends_at = edges_of_day(holiday.day, place.centre.zone)
    TimeOff.objects.create(affiliation=place, starts_at=starts_at, ends_at=ends_at)

    assert closed_days(place.centre, [holiday]) == set()


@pytest.mark.django_db
def test_two_halves_of_a_day_close_the_whole_of_it() -> None:
    centre = CentreFactory.create()
    holiday = Holiday(date(2027, 12, 25), "Christmas Day")
    first, last = edges_of_day(holiday.day, centre.zone)
    noon = first + timedelta(hours=12)

    for starts_at, ends_at in [(noon, last), (first, noon)]:
        assert closed_days(centre, [holiday]) == set()
        TimeOff.objects.create(centre=centre, starts_at=starts_at, ends_at=ends_at)

    assert closed_days(centre, [holiday]) == {holiday.day}
