"""Times of the page tests. Pages read the clock, so these are told from today."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from centres.clock import iso_at
from centres.models import Affiliation
from centres.validators import SLOT

WEDNESDAY = 2


def coming_wednesday(*, weeks: int = 1) -> date:
    """A Wednesday, `weeks` weeks or up to seven days more ahead."""
    day = timezone.localdate() + timedelta(weeks=weeks)
    return day + timedelta(days=(WEDNESDAY - day.weekday()) % 7)


def at(
    affiliation: Affiliation, hour: int, minute: int = 0, *, day: date | None = None
) -> datetime:
    """The instant of a wall-clock time at the affiliation's centre, on `day` or on a coming
    Wednesday."""
    wall = datetime.combine(day or coming_wednesday(), time(hour, minute))
    return wall.replace(tzinfo=affiliation.centre.zone)


def iso(affiliation: Affiliation, start: datetime, slots: int = 1) -> list[str]:
    """The values of `slots` that a page sends for an appointment of `slots` half hours."""
    return [iso_at(start + n * SLOT, affiliation.centre.zone) for n in range(slots)]
