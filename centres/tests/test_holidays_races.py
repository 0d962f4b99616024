"""Desks that close one centre on the same holidays at once."""

from functools import partial

import pytest

from appointments.tests.racing import DONE, race
from centres.factories import CentreFactory
from centres.holidays import holidays_of
from centres.models import Centre
from centres.services import close_on

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

DESKS = 4
YEARS = range(2027, 2037)


def close_year(pk: int, year: int) -> None:
    close_on(centre=Centre.objects.get(pk=pk), holidays=holidays_of("NSW", year))


def test_desks_that_close_the_same_days_at_once_close_each_day_once() -> None:
    centre = CentreFactory.create()

    outcomes = race([[partial(close_year, centre.pk, year) for year in YEARS]] * DESKS)

    days = centre.time_off.values_list("starts_at", flat=True)
    assert outcomes == {DONE: DESKS * len(YEARS)}
    assert len(days) == len(set(days)) == sum(len(holidays_of("NSW", year)) for year in YEARS)
