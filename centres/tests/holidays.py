"""Holidays for the tests of pages, which read the clock: told from today."""

from datetime import timedelta

from django.utils import timezone

from centres.holidays import Holiday, holidays_of

SATURDAY = 5


def coming_holiday() -> Holiday:
    """The next holiday of New South Wales that falls on a day of work, from the day after
    tomorrow on."""
    first = timezone.localdate() + timedelta(days=2)
    known = holidays_of("NSW", first.year) + holidays_of("NSW", first.year + 1)
    return next(one for one in known if one.day >= first and one.day.weekday() < SATURDAY)
