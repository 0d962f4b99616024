"""The picker of a time: one week of free starts, for a new appointment or for a move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import format_html

from accounts.paths import path_of
from appointments.availability import free_starts, horizon, next_free
from appointments.forms import PickerForm, lengths, monday_of
from appointments.models import Appointment
from appointments.views.choice import Choice, choice_at, week_query
from centres.clock import (
    MONTHS,
    ONE_DAY,
    ONE_WEEK,
    WEEKDAYS,
    clock_time,
    day_in_words,
    length_in_words,
    moment_at,
)
from centres.models import Affiliation
from centres.validators import SLOT_MINUTES


@dataclass(frozen=True)
class Day:
    date: date
    times: list[Choice]
    zone: ZoneInfo
    provider: str

    @property
    def anchor(self) -> str:
        """The part of its ids and addresses that names it."""
        return self.date.isoformat()

    @property
    def name(self) -> str:
        """“Wednesday 6 August”"""
        return f"{WEEKDAYS[self.date.weekday()]} {day_of_month(self.date)}"

    @property
    def short_name(self) -> str:
        """“Wed 6”"""
        return f"{WEEKDAYS[self.date.weekday()][:3]} {self.date.day}"

    @property
    def label(self) -> str:
        """What each link to a time says beside the time, escaped once for all of them: “on
        Wednesday 6 August 2026 with Ann Example”."""
        return format_html("on {} with {}", day_in_words(self.date), self.provider)

    @property
    def parts(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The times under “Morning”, “Afternoon” and “Evening”, as far as there are any: of each
        the query string of its check page, and its words."""
        told = ((*in_words(time.starts_at, self.zone), time.query) for time in self.times)
        return [
            (part, [(query, time) for _, time, query in times])
            for part, times in groupby(told, key=itemgetter(0))
        ]


@dataclass(frozen=True)
class Length:
    minutes: int
    query: str
    is_chosen: bool

    @property
    def words(self) -> str:
        return length_in_words(self.minutes)


class Picker:
    """One week of free times, and the links to other weeks and lengths (all relative, so the same
    on every page that picks a time). `problems` says what of the query string was not usable.

    `moving` is an appointment that would leave its slots, which therefore count as free.
    """

    def __init__(
        self,
        affiliation: Affiliation,
        query: Mapping[str, Any],
        *,
        now: datetime,
        usual_slots: int = 1,
        moving: Appointment | None = None,
    ) -> None:
        self.affiliation = affiliation
        self.zone = affiliation.centre.zone
        self.now = now
        self.moving = moving
        self.today = now.astimezone(self.zone).date()
        self.last_day = horizon(now).astimezone(self.zone).date()
        form = PickerForm(query, today=self.today, last_day=self.last_day)
        self.problems = [error for errors in form.errors.values() for error in errors]
        first_shown = moving.day if moving else self.today
        self.monday: date = form.cleaned_data.get("week") or monday_of(first_shown)
        self.minutes: int = form.cleaned_data.get("length") or usual_slots * SLOT_MINUTES
        self.slots = self.minutes // SLOT_MINUTES

    @property
    def first_day(self) -> str:
        """“Monday 4 August 2026”"""
        return day_in_words(self.monday)

    @property
    def week_in_words(self) -> str:
        """“4 August to 10 August 2026”"""
        return f"{day_of_month(self.monday)} to {day_of_month(self.sunday)} {self.sunday.year}"

    @property
    def sunday(self) -> date:
        return self.monday + 6 * ONE_DAY

    @property
    def provider_path(self) -> str:
        return path_of("centres:provider", self.affiliation.provider_id)

    @property
    def centre_path(self) -> str:
        return path_of("centres:centre", self.affiliation.centre_id)

    @property
    def length_in_words(self) -> str:
        return length_in_words(self.minutes)

    @cached_property
    def days(self) -> list[Day]:
        """The seven days, each with its free times."""
        times: dict[date, list[Choice]] = {self.monday + n * ONE_DAY: [] for n in range(7)}
        starts = free_starts(
            [self.affiliation],
            first_day=self.monday,
            days=7,
            now=self.now,
            slots=self.slots,
            moving=self.moving,
        )
        for start in starts[self.affiliation.pk]:
            times[start.astimezone(self.zone).date()].append(self._choice(start))
        name = self.affiliation.provider.user.name
        return [Day(day, free, self.zone, name) for day, free in times.items()]

    @property
    def count_in_words(self) -> str:
        """“3 free times”, of the week."""
        count = sum(len(day.times) for day in self.days)
        return f"{count} free time{'s' * (count != 1)}"

    @property
    def lengths(self) -> list[Length]:
        return [
            Length(minutes, week_query(self.monday, minutes), minutes == self.minutes)
            for minutes in lengths()
        ]

    @property
    def earlier(self) -> str:
        """The query string of the week before; empty when that week is over."""
        week = self.monday - ONE_WEEK
        return week_query(week, self.minutes) if week >= monday_of(self.today) else ""

    @property
    def later(self) -> str:
        """The query string of the week after; empty when it cannot be booked yet."""
        week = self.monday + ONE_WEEK
        return week_query(week, self.minutes) if week <= self.last_day else ""

    @cached_property
    def next_time(self) -> Choice | None:
        """The first free time after the week."""
        first_day = self.monday + ONE_WEEK
        starts = next_free(
            [self.affiliation],
            first_day=first_day,
            days=max(0, (self.last_day - first_day).days + 1),
            now=self.now,
            count=1,
            slots=self.slots,
            moving=self.moving,
        )
        found = [self._choice(start) for start in starts[self.affiliation.pk]]
        return found[0] if found else None

    @property
    def next_moment(self) -> str:
        """When `next_time` begins, in words; empty when there is none."""
        centre = self.affiliation.centre
        return moment_at(self.next_time.starts_at, centre) if self.next_time else ""

    @property
    def next_week(self) -> str:
        """The query string of the week of `next_time`."""
        return self.next_time.week_query if self.next_time else ""

    def _choice(self, start: datetime) -> Choice:
        return choice_at(start, self.slots, self.zone)


def day_of_month(day: date) -> str:
    """“6 August”"""
    return f"{day.day} {MONTHS[day.month - 1]}"


@lru_cache(maxsize=2048)
def in_words(start: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """The part of its day, and the time. Kept, since the free times of many are the same."""
    return part_of_day(start, zone), clock_time(start, zone)


def part_of_day(start: datetime, zone: ZoneInfo) -> str:
    """“Morning” until noon, “Afternoon” until 5pm, then “Evening”, on the wall clock."""
    hour = start.astimezone(zone).hour
    return "Morning" if hour < 12 else "Afternoon" if hour < 17 else "Evening"
