"""What opens and what takes the slots of a day. A slot is a half hour, named by the instant (UTC)
at which it starts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from enum import Enum, auto
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from appointments.hours import Hours, Span, Times, hours_and_bookings
from appointments.models import Appointment
from centres.bookable import Bookable
from centres.clock import ONE_DAY, edges_of_day
from centres.hours import minutes_of
from centres.validators import SLOT, SLOT_MINUTES


@lru_cache(maxsize=4096)
def slots_of_day(zone: ZoneInfo, day: date) -> tuple[tuple[datetime, int], ...]:
    """Every slot of a local day: its start in UTC, and on the wall clock as minutes from
    midnight. 48 of them, but 46 or 50 when clocks change; an hour that repeats has two slots
    for each wall-clock half hour, a skipped one none."""
    start, end = edges_of_day(day, zone)
    starts = (start + n * SLOT for n in range((end - start) // SLOT))
    local = ((instant, instant.astimezone(zone)) for instant in starts)
    return tuple((instant, wall.hour * 60 + wall.minute) for instant, wall in local)


@lru_cache(maxsize=2048)
def slots_in_hours(zone: ZoneInfo, day: date, hours: tuple[Hours, ...]) -> tuple[datetime, ...]:
    """The slots of a local day that lie in these hours of its wall clock, in order. Kept, since
    many work the same hours, and a page of theirs looks at many days."""
    minutes = minutes_of_slots(hours)
    return tuple(start for start, minute in slots_of_day(zone, day) if minute in minutes)


def minutes_of_slots(hours: Iterable[Hours]) -> set[int]:
    """The minutes from midnight at which slots of these hours begin."""
    return {minute for edges in hours for minute in range(*minutes_of(*edges), SLOT_MINUTES)}


class Closed(Enum):
    """Why a slot is not open."""

    OUTSIDE_HOURS = auto()
    PROVIDER_OFF = auto()
    CENTRE_OFF = auto()


class Calendar:
    """What opens and what takes the slots of some affiliations, as it was read.

    `moving` is an appointment whose own slots count as free, because it would leave them; its
    present time is no new one.
    """

    def __init__(self, times: Times, *, moving: Appointment | None = None) -> None:
        self.moving = moving
        self._weekly, self._extra, self._off, self._centre_off, self._taken = times

    @classmethod
    def of(
        cls,
        affiliations: Iterable[Bookable],
        *,
        first_day: date,
        days: int,
        moving: Appointment | None = None,
    ) -> Self:
        """Of local days from `first_day`. One query, whatever the span and however many
        appointments there are."""
        affiliations = list(affiliations)
        # A local day begins up to 14 hours before and 12 hours after that of UTC.
        begin = datetime.combine(first_day - ONE_DAY, time.min, UTC)
        times = hours_and_bookings(
            places={affiliation.pk for affiliation in affiliations},
            centres={affiliation.centre_id for affiliation in affiliations},
            providers={affiliation.provider_id for affiliation in affiliations},
            begin=begin,
            end=begin + (days + 2) * ONE_DAY,
            moving=moving.pk if moving else None,
        )
        return cls(times, moving=moving)

    def weekly(self, affiliation: Bookable) -> list[tuple[int, time, time]]:
        """The weekly hours there: weekday, opening and closing time, in the order of the week."""
        return sorted(
            (weekday, opens, closes)
            for (place, weekday), hours in self._weekly.items()
            if place == affiliation.pk
            for opens, closes in hours
        )

    def is_taken(self, affiliation: Bookable, start: datetime) -> bool:
        """Whether the provider has an appointment in this slot, at any centre."""
        return start in self._taken[affiliation.provider_id]

    def is_open(self, affiliation: Bookable, start: datetime) -> bool:
        """Whether the slot lies in working or extra hours and in no time off."""
        return not any(True for _ in self.closed_by(affiliation, start))

    def closed_by(self, affiliation: Bookable, start: datetime) -> Iterator[Closed]:
        """All that keeps the slot from being open."""
        wall = start.astimezone(affiliation.centre.zone)
        minutes = minutes_of_slots(self._weekly[affiliation.pk, wall.weekday()])
        is_weekly = wall.hour * 60 + wall.minute in minutes
        if not is_weekly and not _holds(self._extra[affiliation.pk], start):
            yield Closed.OUTSIDE_HOURS
        if _takes(self._off[affiliation.pk], start):
            yield Closed.PROVIDER_OFF
        if _takes(self._centre_off[affiliation.centre_id], start):
            yield Closed.CENTRE_OFF

    def opened(self, affiliation: Bookable, day: date) -> Sequence[datetime]:
        """The slots of a local day that are open, taken or not, in order."""
        zone, weekly = affiliation.centre.zone, self._weekly[affiliation.pk, day.weekday()]
        extra = self._extra[affiliation.pk]
        opened: Sequence[datetime] = slots_in_hours(zone, day, weekly)
        if extra:
            added = (start for start, _ in slots_of_day(zone, day) if _holds(extra, start))
            opened = sorted({*opened, *added})
        off = [*self._off[affiliation.pk], *self._centre_off[affiliation.centre_id]]
        return [start for start in opened if not _takes(off, start)] if off else opened

    def free(self, affiliation: Bookable, day: date) -> list[datetime]:
        """The slots of a local day that are open and not taken, in order."""
        taken = self._taken[affiliation.provider_id]
        return [start for start in self.opened(affiliation, day) if start not in taken]


def _holds(spans: Iterable[Span], start: datetime) -> bool:
    """Whether a span has the whole slot in it."""
    return any(begin <= start and start + SLOT <= end for begin, end in spans)


def _takes(spans: Iterable[Span], start: datetime) -> bool:
    """Whether a span has a part of the slot in it."""
    return any(begin < start + SLOT and start < end for begin, end in spans)
