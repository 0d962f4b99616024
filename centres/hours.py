"""Whether a provider's hours fit together, since nobody works at two places at once; and what
time off leaves of them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from centres.validators import DAYS_OF_A_YEAR

if TYPE_CHECKING:
    from centres.models import WorkingHours

MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY


def minutes_of(opens: time, closes: time) -> tuple[int, int]:
    """Minutes from midnight to opening and to closing; 1440 for the end of the day."""
    return (
        opens.hour * 60 + opens.minute,
        closes.hour * 60 + closes.minute or MINUTES_A_DAY,
    )


def first_overlap(
    week: Iterable["WorkingHours"],
) -> tuple["WorkingHours", "WorkingHours"] | None:
    """Two of a provider's hours, at one centre or at two, that share a moment in some week of
    the year; None when all fit. Each needs its `affiliation.centre`."""
    for one, other in combinations(week, 2):
        gaps = clock_gaps(one.affiliation.centre.zone, other.affiliation.centre.zone)
        if any(_meet(one, other, gap) for gap in gaps):
            return one, other
    return None


@cache
def clock_gaps(zone: ZoneInfo, other: ZoneInfo) -> frozenset[int]:
    """By how many minutes the clocks of `zone` are ahead of those of `other`. Several values
    where the two do not change their clocks on the same days."""
    gaps = (_wall(day, zone) - _wall(day, other) for day in DAYS_OF_A_YEAR)
    return frozenset(gap // timedelta(minutes=1) for gap in gaps)


def instants_on(hours: "WorkingHours", day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When weekly hours begin and end on a local day, in UTC."""
    last = day + timedelta(days=1) if hours.closes_minute == MINUTES_A_DAY else day
    starts_at, ends_at = (
        datetime.combine(*wall, zone).astimezone(UTC)
        for wall in [(day, hours.opens), (last, hours.closes)]
    )
    return starts_at, ends_at


def leave_nothing(
    spans: Iterable[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether spans of time off, one alone or several together, take the whole of a time."""
    reached = starts_at
    for begin, end in sorted(spans):
        if begin <= reached < end:
            reached = end
    return reached >= ends_at


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _meet(one: "WorkingHours", other: "WorkingHours", gap: int) -> bool:
    """Whether the two meet once `other` is put `gap` minutes on, to the clock of `one`. Sunday
    night runs into Monday morning."""
    start = one.weekday * MINUTES_A_DAY + one.opens_minute
    other_start = other.weekday * MINUTES_A_DAY + other.opens_minute + gap
    return (other_start - start) % MINUTES_A_WEEK < one.closes_minute - one.opens_minute or (
        start - other_start
    ) % MINUTES_A_WEEK < other.closes_minute - other.opens_minute
