"""What is free, half hour by half hour as the words define it, against what the site answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.availability import free_starts, next_free
from appointments.factories import make_appointment
from appointments.models import BookedSlot
from appointments.opening import Calendar
from centres.factories import AffiliationFactory
from centres.models import Affiliation, ExtraHours, TimeOff, WorkingHours
from centres.validators import SLOT

DAYS = 4
ONE_DAY = timedelta(days=1)

# On the third day from each of these the clocks of Sydney and Lord Howe change; Brisbane's stay.
FIRST_DAYS = [date(2027, 4, 2), date(2027, 10, 1)]
ZONES = ["Australia/Sydney", "Australia/Lord_Howe", "Australia/Brisbane"]

# In minutes: when it begins, after the first day's begin in Brisbane, and how long it lasts.
Span = tuple[int, int]
spans = st.tuples(st.integers(-600, DAYS * 1440), st.integers(1, 2000))
few_spans = st.lists(spans, max_size=2)
# A weekday, and the halves of an hour from midnight to opening and from there to closing.
weekly = st.tuples(st.integers(0, 6), st.integers(0, 47), st.integers(1, 30))


@dataclass(frozen=True)
class Setting:
    zone: str
    first_day: date
    weekly: list[tuple[int, int, int]]
    extra: list[Span]
    off: list[Span]
    closed: list[Span]
    taken: set[int]  # half hours after the first day's begin in Brisbane
    now: int  # minutes after it

    def minutes_on(self, minutes: int) -> datetime:
        midnight = datetime.combine(self.first_day, time(0), ZoneInfo("Australia/Brisbane"))
        return midnight.astimezone(UTC) + timedelta(minutes=minutes)

    def edges(self, span: Span) -> dict[str, datetime]:
        begin, length = span
        return {
            "starts_at": self.minutes_on(begin),
            "ends_at": self.minutes_on(begin + length),
        }


settings = st.builds(
    Setting,
    zone=st.sampled_from(ZONES),
    first_day=st.sampled_from(FIRST_DAYS),
    weekly=st.lists(weekly, min_size=4, max_size=14),
    extra=few_spans,
    off=few_spans,
    closed=few_spans,
    taken=st.sets(st.integers(-4, (DAYS + 1) * 48), max_size=30),
    now=st.integers(-1000, 3000),
)


def place_in(setting: Setting) -> Affiliation:
    place = AffiliationFactory.create(centre__timezone=setting.zone)
    WorkingHours.objects.bulk_create(
        WorkingHours(
            affiliation=place,
            weekday=weekday,
            opens=time(opens // 2, opens % 2 * 30),
            closes=time(min(opens + length, 48) % 48 // 2, min(opens + length, 48) % 2 * 30),
        )
        for weekday, opens, length in setting.weekly
    )
    for span in setting.extra:
        ExtraHours.objects.create(affiliation=place, **setting.edges(span))
    for span in setting.off:
        TimeOff.objects.create(affiliation=place, **setting.edges(span))
    for span in setting.closed:
        TimeOff.objects.create(centre=place.centre, **setting.edges(span))
    visit = make_appointment(affiliation=place, starts_at=datetime(2026, 12, 2, tzinfo=UTC))
    BookedSlot.objects.bulk_create(
        BookedSlot(
            appointment=visit,
            patient=visit.patient,
            provider=place.provider,
            starts_at=setting.minutes_on(30 * half),
        )
        for half in setting.taken
    )
    return place


def opened_by_definition(place: Affiliation, setting: Setting) -> list[datetime]:
    """Half hours around the days that lie in hours or in extra hours whole, and of which no time
    off has a part."""
    weekly = list(place.working_hours.all())
    extra = list(place.extra_hours.all())
    off = [*place.time_off.all(), *place.centre.time_off.all()]

    def is_open(start: datetime) -> bool:
        wall = start.astimezone(place.centre.zone)
        is_weekly = any(
            hours.weekday == wall.weekday()
            and hours.opens <= wall.time()
            and (wall.time() < hours.closes or hours.closes == time(0))
            for hours in weekly
        )
        is_extra = any(one.starts_at <= start and start + SLOT <= one.ends_at for one in extra)
        is_off = any(one.starts_at < start + SLOT and start < one.ends_at for one in off)
        return (is_weekly or is_extra) and not is_off

    starts = (setting.minutes_on(30 * half) for half in range(-48, (DAYS + 2) * 48))
    return [start for start in starts if is_open(start)]


@pytest.mark.django_db
@given(setting=settings)
def test_what_is_open_and_what_is_free_are_as_defined(setting: Setting) -> None:
    place = place_in(setting)
    days = [setting.first_day + n * ONE_DAY for n in range(DAYS)]
    now = setting.minutes_on(setting.now)
    opened = opened_by_definition(place, setting)
    taken = {setting.minutes_on(30 * half) for half in setting.taken}

    def is_free(start: datetime, slots: int) -> bool:
        return all(start + n * SLOT in opened for n in range(slots)) and taken.isdisjoint(
            start + n * SLOT for n in range(slots)
        )

    on_days = [start for start in opened if start.astimezone(place.centre.zone).date() in days]
    calendar = Calendar.of([place], first_day=days[0], days=DAYS)
    assert [start for day in days for start in calendar.opened(place, day)] == on_days
    for slots in (1, 3):
        free = [start for start in on_days if start >= now and is_free(start, slots)]
        asked = partial(free_starts, [place], first_day=days[0], days=DAYS, now=now)
        first = partial(next_free, [place], first_day=days[0], days=DAYS, now=now)
        assert asked(slots=slots)[place.pk] == free
        assert first(slots=slots, count=3)[place.pk] == free[:3]
