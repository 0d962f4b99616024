"""Which slots are free to be booked, and which appointments the hours no longer hold."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice

from django.conf import settings

from accounts.models import Patient
from appointments.hours import Span
from appointments.models import Appointment, BookedSlot
from appointments.opening import Calendar, Closed
from centres.bookable import Bookable
from centres.clock import ONE_DAY
from centres.models import Affiliation
from centres.validators import SLOT

CHIP_DAYS = 14  # how far ahead a search result and a profile look for free times


def horizon(now: datetime) -> datetime:
    """The last instant at which an appointment may start."""
    return now + timedelta(days=settings.MEDISOFT_BOOKING_HORIZON_DAYS)


def free_starts(
    affiliations: Iterable[Bookable],
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
    calendar = Calendar.of(affiliations, first_day=first_day, days=days + 1, moving=moving)
    span = now, horizon(now)
    return {
        affiliation.pk: [
            start
            for n in range(days)
            for start in _bookable(calendar, affiliation, first_day + n * ONE_DAY, span, slots)
        ]
        for affiliation in affiliations
    }


def next_free(
    affiliations: Iterable[Bookable],
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
    if not affiliations:
        return {}
    begins = [
        first_day or now.astimezone(affiliation.centre.zone).date() for affiliation in affiliations
    ]
    earliest, latest = min(begins), max(begins)
    span = (latest - earliest).days + days + 1
    calendar = Calendar.of(affiliations, first_day=earliest, days=span, moving=moving)
    return {
        affiliation.pk: first_free(
            calendar, affiliation, now=now, first_day=begin, count=count, days=days, slots=slots
        )
        for affiliation, begin in zip(affiliations, begins, strict=True)
    }


def calendar_ahead(affiliations: Iterable[Bookable], *, now: datetime) -> Calendar:
    """What `first_free` asks for the days that a profile looks ahead. One query."""
    affiliations = list(affiliations)
    todays = {now.astimezone(affiliation.centre.zone).date() for affiliation in affiliations}
    earliest = min(todays, default=now.date())
    span = (max(todays, default=earliest) - earliest).days + CHIP_DAYS + 1
    return Calendar.of(affiliations, first_day=earliest, days=span)


def first_free(
    calendar: Calendar,
    affiliation: Bookable,
    *,
    now: datetime,
    first_day: date | None = None,
    count: int = 3,
    days: int = CHIP_DAYS,
    slots: int = 1,
) -> list[datetime]:
    """The first `count` free starts on `days` local days from `first_day` or from today, which
    `calendar` must have. The days after the last start needed are not looked at."""
    begin = first_day or now.astimezone(affiliation.centre.zone).date()
    span = now, horizon(now)
    starts = (
        start
        for n in range(days)
        for start in _bookable(calendar, affiliation, begin + n * ONE_DAY, span, slots)
    )
    return list(islice(starts, count))


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
    )
    if not ahead:
        return {}
    first_day, last_day = ahead[0].starts_at.date(), ahead[-1].ends_at.date()
    days = (last_day - first_day).days + 1
    calendar = Calendar.of(affiliations, first_day=first_day, days=days)
    reasons = {
        appointment: frozenset(
            reason
            for start in appointment.starts_from(appointment.starts_at)
            for reason in calendar.closed_by(appointment.affiliation, start)
        )
        for appointment in ahead
    }
    return {appointment: why for appointment, why in reasons.items() if why}


def _bookable(
    calendar: Calendar, affiliation: Bookable, day: date, span: Span, slots: int
) -> list[datetime]:
    """The starts on a local day at which `slots` adjoining slots can be booked, in order. `span`
    is from now to the horizon."""
    free = calendar.free(affiliation, day)
    if not free:
        return []
    earliest, latest = span
    is_whole = earliest <= free[0] and free[-1] <= latest  # on all days but the first and the last
    starts = free if is_whole else [start for start in free if earliest <= start <= latest]
    if slots > 1 and starts:  # an appointment may run past midnight where hours do
        reachable = {*free, *calendar.free(affiliation, day + ONE_DAY)}
        more = range(1, slots)
        starts = [start for start in starts if all(start + n * SLOT in reachable for n in more)]
    moving = calendar.moving
    if moving is not None and moving.ends_at - moving.starts_at == slots * SLOT:
        starts = [start for start in starts if start != moving.starts_at]
    return starts
