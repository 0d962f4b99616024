"""The hours of one week, day by day: of a whole centre, or of one provider."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User
from centres.clock import ONE_DAY, clock_time, edges_of_day
from centres.hours import instants_on, leave_nothing
from centres.models import Affiliation, Centre, ExtraHours, TimeOff, WorkingHours


class Kind(models.TextChoices):
    HOURS = "working_hours", "Weekly hours"
    EXTRA = "extra_hours", "Extra hours"
    OFF = "time_off", "Time off"
    CLOSURE = "closure", "Closed"


@dataclass(frozen=True)
class Span:
    """What weekly hours or a dated exception are on one local day, in `words` of its clock;
    `subject` is whose they are. Hours that are `is_off` lie in time off as a whole: nothing of
    them is left."""

    kind: Kind
    starts_at: datetime
    ends_at: datetime
    subject: Affiliation | Centre
    reason: str = ""
    is_off: bool = False
    words: str = ""


@dataclass(frozen=True)
class Row:
    """A week at one place; or, with none, at the places that the reader is not told of."""

    place: Affiliation | None
    days: list[list[Span]]

    @property
    def is_unnamed(self) -> bool:
        return self.place is None


@dataclass(frozen=True)
class Week:
    """Seven local days from Monday. `closures` are those of the centre that the week is about."""

    dates: list[date]
    closures: list[list[Span]]
    rows: list[Row]

    @property
    def sunday(self) -> date:
        return self.dates[-1]

    @property
    def has_closures(self) -> bool:
        return any(self.closures)


def centre_week(centre: Centre, monday: date) -> Week:
    """Everybody who works at a centre and can be booked. A fixed number of queries."""
    places = list(Affiliation.objects.of(centre).listed().with_names().by_name())
    stored = _Stored(places, [centre], monday)
    rows = [Row(place, stored.days(stored.of_place(place), centre.zone)) for place in places]
    return Week(stored.dates, stored.days(stored.closures(centre), centre.zone), rows)


def words_on(day: date, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """“9:00am to midnight”: when on a local day something is that reaches into it."""
    begin, end = edges_of_day(day, zone)
    starts_at, ends_at = max(starts_at, begin), min(ends_at, end)
    if (starts_at, ends_at) == (begin, end):
        return "All day"
    last = "midnight" if ends_at == end else clock_time(ends_at, zone)
    return f"{clock_time(starts_at, zone)} to {last}"


def provider_week(place: Affiliation, monday: date, *, user: User | AnonymousUser) -> Week:
    """A provider's week on the clock of `place`, which comes first. The places at other centres
    that `user` keeps have rows of their own; of all others only the hours are told, in one row
    without a place. A fixed number of queries."""
    others = Affiliation.objects.of_providers([place.provider_id]).exclude(pk=place.pk)
    named = list(others.kept_by(user))
    unnamed = list(others.exclude(pk__in=[other.pk for other in named]))
    centres = [other.centre for other in (place, *named)]
    stored = _Stored([place, *named, *unnamed], centres, monday)
    zone = place.centre.zone
    rows = [Row(place, stored.days(stored.of_place(place), zone))]
    for other in named:
        spans = [*stored.of_place(other), *stored.closures(other.centre)]
        rows.append(Row(other, stored.days(spans, zone)))
    if unnamed:
        spans = [span for other in unnamed for span in stored.hours(other)]
        rows.append(Row(None, stored.days(spans, zone)))
    return Week(stored.dates, stored.days(stored.closures(place.centre), zone), rows)


class _Stored:
    """What is stored of some places and centres for a week, from three queries."""

    def __init__(
        self, places: Sequence[Affiliation], centres: Sequence[Centre], monday: date
    ) -> None:
        self.dates = [monday + n * ONE_DAY for n in range(7)]
        # The week of one clock begins and ends up to a day apart from that of another.
        self._around = [monday + n * ONE_DAY for n in range(-1, 8)]
        begin, end = edges_of_day(self._around[0], UTC)[0], edges_of_day(self._around[-1], UTC)[1]
        within = models.Q(starts_at__lt=end, ends_at__gt=begin)
        self._weekly: dict[int, list[WorkingHours]] = defaultdict(list)
        for hours in WorkingHours.objects.filter(affiliation__in=places):
            self._weekly[hours.affiliation_id].append(hours)
        self._extra: dict[int, list[ExtraHours]] = defaultdict(list)
        for extra in ExtraHours.objects.filter(within, affiliation__in=places):
            self._extra[extra.affiliation_id].append(extra)
        self._off = list(
            TimeOff.objects.filter(
                within, models.Q(affiliation__in=places) | models.Q(centre__in=centres)
            )
        )

    def closures(self, centre: Centre) -> list[Span]:
        """When the whole centre is closed."""
        return [
            Span(Kind.CLOSURE, off.starts_at, off.ends_at, centre, off.reason)
            for off in self._off
            if off.centre_id == centre.pk
        ]

    def hours(self, place: Affiliation) -> Iterator[Span]:
        """Weekly and extra hours, whatever time off says."""
        for day in self._around:
            for hours in self._weekly[place.pk]:
                if hours.weekday == day.weekday():
                    starts_at, ends_at = instants_on(hours, day, place.centre.zone)
                    yield Span(Kind.HOURS, starts_at, ends_at, place)
        for extra in self._extra[place.pk]:
            yield Span(Kind.EXTRA, extra.starts_at, extra.ends_at, place)

    def of_place(self, place: Affiliation) -> list[Span]:
        """Its hours, of which those in time off are marked, and its own time off."""
        own = [
            Span(Kind.OFF, off.starts_at, off.ends_at, place, off.reason)
            for off in self._off
            if off.affiliation_id == place.pk
        ]
        off = [(span.starts_at, span.ends_at) for span in [*own, *self.closures(place.centre)]]
        opened = [
            replace(span, is_off=leave_nothing(off, span.starts_at, span.ends_at))
            for span in self.hours(place)
        ]
        return [*opened, *own]

    def days(self, spans: Iterable[Span], zone: ZoneInfo) -> list[list[Span]]:
        """For each day of the week what lies on it, cut at its midnights, in order of time."""
        ordered = sorted(spans, key=lambda span: (span.starts_at, span.ends_at))
        return [list(_on(day, ordered, zone)) for day in self.dates]


def _on(day: date, spans: Iterable[Span], zone: ZoneInfo) -> Iterator[Span]:
    begin, end = edges_of_day(day, zone)
    for span in spans:
        starts_at, ends_at = max(span.starts_at, begin), min(span.ends_at, end)
        if starts_at < ends_at:
            words = words_on(day, starts_at, ends_at, zone)
            yield replace(span, starts_at=starts_at, ends_at=ends_at, words=words)
