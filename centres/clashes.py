"""Whether dated extra hours fit what the provider works at other centres."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import product

from django.db.models import Q

from centres.clock import ONE_DAY
from centres.hours import instants_on, leave_nothing
from centres.models import Affiliation, ExtraHours, TimeOff, WorkingHours

Hours = WorkingHours | ExtraHours


def first_clash(
    place: Affiliation,
    *,
    weekly: Sequence[WorkingHours] = (),
    extra: Sequence[ExtraHours] = (),
    now: datetime,
) -> tuple[ExtraHours, Hours] | None:
    """Of new hours at a place, and of the provider's hours at other centres, the first extra hours
    ahead of `now` and the other hours that share a moment with them; None when all fit. What time
    off at one of the two takes is shared with nobody: so one day is worked at another centre. Who
    ends that time off later is not told. Four queries."""
    elsewhere = Q(affiliation__provider=place.provider_id) & ~Q(affiliation__centre=place.centre_id)
    weeks = WorkingHours.objects.filter(elsewhere).select_related("affiliation__centre")
    dated = ExtraHours.objects.filter(elsewhere, ends_at__gt=now).select_related(
        "affiliation__centre"
    )
    ahead = [one for one in extra if one.ends_at > now]
    off = _time_off(place)
    for one, other in [*product(ahead, [*weeks, *dated]), *product(dated, weekly)]:
        closed = [
            (span.starts_at, span.ends_at)
            for span in off
            if _closes(span, one.affiliation) or _closes(span, other.affiliation)
        ]
        if not all(leave_nothing(closed, *shared) for shared in _shared(one, other)):
            return one, other
    return None


def _time_off(place: Affiliation) -> list[TimeOff]:
    """At every centre at which the provider of a place works, or is to work."""
    own = Q(affiliation__provider=place.provider_id)
    centres = Affiliation.objects.of_providers([place.provider_id]).values("centre")
    return list(TimeOff.objects.filter(own | Q(centre__in=centres) | Q(centre=place.centre_id)))


def _closes(off: TimeOff, place: Affiliation) -> bool:
    if off.affiliation_id is not None:
        return off.affiliation_id == place.pk
    return off.centre_id == place.centre_id


def _shared(extra: ExtraHours, other: Hours) -> Iterator[tuple[datetime, datetime]]:
    """The spans in which both are worked."""
    for starts_at, ends_at in _spans(other, extra):
        begin, end = max(starts_at, extra.starts_at), min(ends_at, extra.ends_at)
        if begin < end:
            yield begin, end


def _spans(hours: Hours, around: ExtraHours) -> Iterator[tuple[datetime, datetime]]:
    """The hours as they are on the days of `around`, on their own clock."""
    if isinstance(hours, ExtraHours):
        yield hours.starts_at, hours.ends_at
        return
    zone = hours.affiliation.centre.zone
    day, last = (edge.astimezone(zone).date() for edge in (around.starts_at, around.ends_at))
    day += (hours.weekday - day.weekday()) % 7 * ONE_DAY
    while day <= last:
        yield instants_on(hours, day, zone)
        day += 7 * ONE_DAY
