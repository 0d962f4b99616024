"""Times as people say them, on the wall clock of a centre."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

ONE_DAY = timedelta(days=1)
ONE_WEEK = 7 * ONE_DAY

# From tables, because `strftime` takes as long for a word as all else for a whole moment.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@cache
def zone_named(name: str) -> ZoneInfo:
    """Python keeps eight zones, and reads a ninth from its file each time: Australia has more."""
    return ZoneInfo(name)


class HasClock(Protocol):
    """A centre, or what is known of its clock."""

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def clock_note(self) -> str: ...


@dataclass(frozen=True)
class Clock:
    """The clock on the wall of a centre, by the name of its zone."""

    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.timezone)

    @property
    def clock_note(self) -> str:
        """“Perth time” where it is not the site's, else nothing."""
        if self.timezone == settings.TIME_ZONE:
            return ""
        return f"{self.timezone.rpartition('/')[2].replace('_', ' ')} time"


def edges_of_day(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants (UTC) between which a local day lies: 24 hours, less or more when clocks
    change."""
    first, last = (
        datetime.combine(edge, time.min, zone).astimezone(UTC) for edge in (day, day + ONE_DAY)
    )
    return first, last


def moment(instant: datetime, zone: tzinfo) -> str:
    """“Wednesday 6 August 2026, 5:30pm”"""
    return f"{clock_day(instant, zone)}, {clock_time(instant, zone)}"


def moment_at(instant: datetime, centre: HasClock) -> str:
    """“Wednesday 6 August 2026, 5:30pm”; “… (Perth time)” at a centre on other clocks than the
    site's."""
    return f"{clock_day(instant, centre.zone)}, {time_at(instant, centre)}"


def clock_day(instant: datetime, zone: tzinfo) -> str:
    """“Wednesday 6 August 2026”"""
    return day_in_words(instant.astimezone(zone))


def day_in_words(day: date) -> str:
    """“Wednesday 6 August 2026”"""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(instant: datetime, zone: tzinfo) -> str:
    """“Wed 6 Aug”"""
    local = instant.astimezone(zone)
    return f"{WEEKDAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]}"


def clock_time(instant: datetime, zone: tzinfo) -> str:
    """“5:30pm”; in the time that clocks repeat, with which of the two: “2:30am standard time”."""
    local = instant.astimezone(zone)
    text = wall_time(local)
    if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
        return text
    return f"{text} {'summer' if local.dst() else 'standard'} time"


def time_at(instant: datetime, centre: HasClock) -> str:
    """“5:30pm”; “5:30pm (Perth time)” at a centre on other clocks than the site's."""
    words, note = clock_time(instant, centre.zone), centre.clock_note
    return f"{words} ({note})" if note else words


def wall_time(value: time | datetime) -> str:
    """“5:30pm”, of a time of day such as opening hours have."""
    return f"{value.hour % 12 or 12}:{value.minute:02}{'am' if value.hour < 12 else 'pm'}"


def length_in_words(minutes: int) -> str:
    """“30 minutes”, “1 hour 30 minutes”, “14 days”"""
    hours, rest = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    counts = [(days, "day"), (hours, "hour"), (rest, "minute")]
    return " ".join(f"{count} {unit}{'s' * (count > 1)}" for count, unit in counts if count)


def on_the_wall(instant: datetime, zone: tzinfo) -> datetime:
    """What the clock on the wall shows, to the minute and without a zone: what a spreadsheet can
    sort and count with."""
    return instant.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)


def iso_at(instant: datetime, zone: tzinfo) -> str:
    """ISO 8601 with the zone's offset at that instant, as the booking pages take it."""
    return instant.astimezone(zone).isoformat()
