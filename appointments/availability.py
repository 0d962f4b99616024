"""Which slots are free. A slot is a half hour, named by the instant (UTC) at which it starts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from accounts.models import Patient
from appointments.models import Appointment, BookedSlot
from centres.clock import ONE_DAY, edges_of_day
from centres.models import Affiliation, ExtraHours, TimeOff, WorkingHours
from centres.validators import SLOT, SLOT_MINUTES

CHIP_DAYS = 14  # how far ahead a search result and a profile look for free times


@lru_cache(maxsize=4096)
def slots_of_day(zone: ZoneInfo, day: date) -> tuple[tuple[datetime, int], ...]:
    """Every slot of a local day: its start in UTC, and on the wall clock as minutes from
    midnight. 48 of them, but 46 or 50 when clocks change; an hour that repeats has two slots
    for each wall-clock half hour, a skipped one none."""
    start, end = edges_of_day(day, zone)
    starts = (start + n * SLOT for n in range((end - start) // SLOT))
    local = ((instant, instant.astimezone(zone)) for instant in starts)
    return tuple((instant, wall.hour * 60 + wall.minute) for instant, wall in local)


class Closed(Enum):
    """Why a slot is not open."""

    OUTSIDE_HOURS = auto()
    PROVIDER_OFF = auto()
    CENTRE_OFF = auto()


class Calendar:
    """What opens and what takes the slots of some affiliations, from four queries whatever the
    span and however many appointments there are.

    `moving` is an appointment whose own slots count as free, because it would leave them; its
    present time is no new one.
    """

    def __init__(
        self,
        affiliations: Iterable[Affiliation],
        *,
        first_day: date,
        days: int,
        moving: Appointment | None = None,
    ) -> None:
        self.moving = moving
        affiliations = list(affiliations)
        pks = [affiliation.pk for affiliation in affiliations]
        centres = {affiliation.centre_id for affiliation in affiliations}
        providers = {affiliation.provider_id for affiliation in affiliations}
        # A local day begins up to 14 hours before and 12 hours after that of UTC.
        begin = datetime.combine(first_day - ONE_DAY, time.min, UTC)
        end = begin + (days + 2) * ONE_DAY

        # The minutes from midnight at which open slots begin, by affiliation and weekday.
        self._hours: dict[tuple[int, int], set[int]] = defaultdict(set)
        for hours in WorkingHours.objects.filter(affiliation__in=pks):
            minutes = range(hours.opens_minute, hours.closes_minute, SLOT_MINUTES)
            self._hours[hours.affiliation_id, hours.weekday].update(minutes)

        self._extra: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        extra_hours = ExtraHours.objects.filter(affiliation__in=pks)
        for extra in extra_hours.filter(starts_at__lt=end, ends_at__gt=begin):
            self._extra[extra.affiliation_id].append((extra.starts_at, extra.ends_at))

        self._off: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        self._centre_off: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        time_off = TimeOff.objects.filter(Q(affiliation__in=pks) | Q(centre__in=centres))
        for off in time_off.filter(starts_at__lt=end, ends_at__gt=begin):
            if off.affiliation_id is not None:
                self._off[off.affiliation_id].append((off.starts_at, off.ends_at))
            elif off.centre_id is not None:
                self._centre_off[off.centre_id].append((off.starts_at, off.ends_at))

        taken = BookedSlot.objects.filter(
            provider__in=providers, starts_at__gte=begin, starts_at__lt=end
        )
        if moving is not None:
            taken = taken.exclude(appointment=moving)
        self._taken = set(taken.values_list("provider_id", "starts_at"))

    def is_taken(self, affiliation: Affiliation, start: datetime) -> bool:
        """Whether the provider has an appointment in this slot, at any centre."""
        return (affiliation.provider_id, start) in self._taken

    def is_open(self, affiliation: Affiliation, start: datetime) -> bool:
        """Whether the slot lies in working or extra hours and in no time off."""
        return not any(True for _ in self.closed_by(affiliation, start))

    def closed_by(self, affiliation: Affiliation, start: datetime) -> Iterator[Closed]:
        """All that keeps the slot from being open."""
        wall = start.astimezone(affiliation.centre.zone)
        minutes = self._hours[affiliation.pk, wall.weekday()]
        is_weekly = wall.hour * 60 + wall.minute in minutes
        if not is_weekly and not _holds(self._extra[affiliation.pk], start):
            yield Closed.OUTSIDE_HOURS
        if _takes(self._off[affiliation.pk], start):
            yield Closed.PROVIDER_OFF
        if _takes(self._centre_off[affiliation.centre_id], start):
            yield Closed.CENTRE_OFF

    def opened(self, affiliation: Affiliation, day: date) -> Iterator[datetime]:
        """The slots of a local day that are open, taken or not, in order."""
        slots = slots_of_day(affiliation.centre.zone, day)
        return self._open_of(affiliation, day.weekday(), slots)

    def free(self, affiliation: Affiliation, day: date) -> Iterator[datetime]:
        """The slots of a local day that are open and not taken, in order."""
        opened = self.opened(affiliation, day)
        return (start for start in opened if not self.is_taken(affiliation, start))

    def _open_of(
        self, affiliation: Affiliation, weekday: int, slots: Iterable[tuple[datetime, int]]
    ) -> Iterator[datetime]:
        """Those that are open of slots on a weekday, which are told as `slots_of_day` does."""
        minutes = self._hours[affiliation.pk, weekday]
        extra = self._extra[affiliation.pk]
        off = [*self._off[affiliation.pk], *self._centre_off[affiliation.centre_id]]
        for start, minute in slots:
            if minute not in minutes and not (extra and _holds(extra, start)):
                continue
            if not (off and _takes(off, start)):
                yield start


def horizon(now: datetime) -> datetime:
    """The last instant at which an appointment may start."""
    return now + timedelta(days=settings.MEDISOFT_BOOKING_HORIZON_DAYS)


def free_starts(
    affiliations: Iterable[Affiliation],
    *,
    first_day: date,
    days: int,
    now: datetime,
    slots: int = 1,
    moving: Appointment | None = None,
) -> dict[int, list[datetime]]:
    """For each affiliation (by pk) the starts, in order, at which `slots` adjoining slots are
    free on `days` local days from `first_day`. `moving` is as in `Calendar`. A fixed number of
    queries."""
    affiliations = list(affiliations)
    calendar = Calendar(affiliations, first_day=first_day, days=days + 1, moving=moving)
    return {
        affiliation.pk: [
            start
            for n in range(days)
            for start in _bookable(calendar, affiliation, first_day + n * ONE_DAY, now, slots)
        ]
        for affiliation in affiliations
    }


def next_free(
    affiliations: Iterable[Affiliation],
    *,
    now: datetime,
    first_day: date | None = None,
    count: int = 3,
    days: int = CHIP_DAYS,
    slots: int = 1,
    moving: Appointment | None = None,
) -> dict[int, list[datetime]]:
    """For each affiliation (by pk) its first `count` free starts on `days` local days from
    `first_day` or from today. `moving` is as in `Calendar`. A fixed number of queries; the days
    after the last start needed are not looked at."""
    affiliations = list(affiliations)
    earliest = first_day or now.astimezone(UTC).date()
    calendar = Calendar(affiliations, first_day=earliest, days=days + 2, moving=moving)
    found = {}
    for affiliation in affiliations:
        begin = first_day or now.astimezone(affiliation.centre.zone).date()
        starts = (
            start
            for n in range(days)
            for start in _bookable(calendar, affiliation, begin + n * ONE_DAY, now, slots)
        )
        found[affiliation.pk] = list(islice(starts, count))
    return found


def nearest_free(
    affiliation: Affiliation,
    *,
    patient: Patient,
    start: datetime,
    now: datetime,
    slots: int = 1,
    count: int = 3,
    moving: Appointment | None = None,
) -> list[datetime]:
    """The `count` free starts closest to `start`, from three days before to two weeks after, at
    which the patient has nothing else, on days on which they do not see this provider anyway."""
    zone = affiliation.centre.zone
    first_day = start.astimezone(zone).date() - 3 * ONE_DAY
    free = free_starts(
        [affiliation],
        first_day=first_day,
        days=3 + CHIP_DAYS,
        now=now,
        slots=slots,
        moving=moving,
    )[affiliation.pk]
    others = Appointment.objects.others_of(patient, moving).filter(day__gte=first_day - ONE_DAY)
    held = BookedSlot.objects.filter(appointment__in=others)
    busy = set(held.values_list("starts_at", flat=True))
    with_provider = others.standing().filter(provider=affiliation.provider_id)
    days = set(with_provider.values_list("day", flat=True))
    possible = [
        other
        for other in free
        if other.astimezone(zone).date() not in days
        and busy.isdisjoint(other + n * SLOT for n in range(slots))
    ]
    return sorted(sorted(possible, key=lambda other: abs(other - start))[:count])


def displaced(
    affiliations: Iterable[Affiliation], *, now: datetime
) -> dict[Appointment, frozenset[Closed]]:
    """Standing appointments ahead of `now` that the hours no longer hold, in order, and why:
    changed hours or time off came over them. They stay booked until somebody moves or cancels
    them."""
    affiliations = list(affiliations)
    ahead = list(
        Appointment.objects.standing()
        .filter(affiliation__in=affiliations, starts_at__gt=now)
        .order_by("starts_at", "pk")
        .with_names()
        .without_reason()
        .prefetch_related("slots")
    )
    if not ahead:
        return {}
    first_day, last_day = ahead[0].starts_at.date(), ahead[-1].ends_at.date()
    days = (last_day - first_day).days + 1
    calendar = Calendar(affiliations, first_day=first_day, days=days)
    reasons = {
        appointment: frozenset(
            reason
            for slot in appointment.slots.all()
            for reason in calendar.closed_by(appointment.affiliation, slot.starts_at)
        )
        for appointment in ahead
    }
    return {appointment: why for appointment, why in reasons.items() if why}


def _holds(spans: Iterable[tuple[datetime, datetime]], start: datetime) -> bool:
    """Whether a span has the whole slot in it."""
    return any(begin <= start and start + SLOT <= end for begin, end in spans)


def _takes(spans: Iterable[tuple[datetime, datetime]], start: datetime) -> bool:
    """Whether a span has a part of the slot in it."""
    return any(begin < start + SLOT and start < end for begin, end in spans)


def _bookable(
    calendar: Calendar, affiliation: Affiliation, day: date, now: datetime, slots: int
) -> Iterator[datetime]:
    latest = horizon(now)
    moving = calendar.moving
    present = (moving.starts_at, moving.ends_at) if moving else None
    free = list(calendar.free(affiliation, day))
    reachable = set(free)
    if slots > 1:  # an appointment may run past midnight where hours do
        reachable.update(calendar.free(affiliation, day + ONE_DAY))
    for start in free:
        if (
            now <= start <= latest
            and all(start + n * SLOT in reachable for n in range(slots))
            and (start, start + slots * SLOT) != present
        ):
            yield start
