"""What opens and what takes the times of places, read by one statement, because every page with
free times and every booking asks it. From the primary, as `BookedSlot` always is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from appointments.models import Appointment
from centres.among import among
from centres.clock import edges_of_day
from centres.instants import at_second, in_seconds, in_utc, without_zone
from centres.models import Centre

Span = tuple[datetime, datetime]
Hours = tuple[time, time]


class Times(NamedTuple):
    """What was read."""

    weekly: defaultdict[tuple[int, int], tuple[Hours, ...]]  # of a place (pk) on a weekday
    extra: defaultdict[int, list[Span]]  # of a place
    off: defaultdict[int, list[Span]]  # of a place
    centre_off: defaultdict[int, list[Span]]  # of a centre
    taken: defaultdict[int, set[datetime]]  # of a provider: when their slots start


WEEKLY, TAKEN = 0, 4
# A kind, which is a field of `Times`, and a pk. Then the weekday and the times between which it is
# open; of extra hours and time off the instants between which they last; of a slot the second at
# which it starts, because a page reads hundreds of them. The rest is NULL.
#
# The first two give the columns their types.
STATEMENT = """\
SELECT 0, affiliation_id, weekday, opens, closes, NULL, NULL
  FROM "centres_workinghours" WHERE affiliation_id {places}{of_weekday}
UNION ALL
SELECT 1, affiliation_id, NULL, NULL, NULL, starts_at {utc}, ends_at {utc}
  FROM "centres_extrahours"
 WHERE affiliation_id {places} AND starts_at < %s AND ends_at > %s
UNION ALL
SELECT 2, affiliation_id, NULL, NULL, NULL, starts_at {utc}, ends_at {utc}
  FROM "centres_timeoff"
 WHERE affiliation_id {places} AND starts_at < %s AND ends_at > %s
UNION ALL
SELECT 3, centre_id, NULL, NULL, NULL, starts_at {utc}, ends_at {utc}
  FROM "centres_timeoff"
 WHERE centre_id {centres} AND starts_at < %s AND ends_at > %s
UNION ALL
SELECT 4, provider_id, {second}, NULL, NULL, NULL, NULL
  FROM "appointments_bookedslot"
 WHERE provider_id {providers} AND starts_at < %s AND starts_at >= %s
"""
AT_CENTRE = 'IN (SELECT {} FROM "centres_affiliation" WHERE centre_id = %s)'
OF_WEEKDAY = " AND weekday = %s"
BUT_OF = "   AND appointment_id <> %s"


def hours_and_bookings(
    *,
    places: Collection[int],
    centres: Collection[int],
    providers: Collection[int],
    begin: datetime,
    end: datetime,
    moving: UUID | None,
) -> Times:
    """The weekly hours of places (by pk); their extra hours, time off of them and of centres, and
    the slots taken of providers, that reach into a span. Slots of `moving` are left out. One query,
    none without places."""
    if not places:
        return times_of([])
    of_places, place_pks = among(places)
    of_centres, centre_pks = among(centres)
    of_providers, provider_pks = among(providers)
    statement = _reading(of_places, of_centres, of_providers)
    adapt = connection.ops.adapt_datetimefield_value
    span = [adapt(end), adapt(begin)]
    values = [*place_pks, *place_pks, *span, *place_pks, *span]
    values += [*centre_pks, *span, *provider_pks, *span]
    if moving is not None:
        statement += BUT_OF
        values.append(Appointment._meta.pk.get_db_prep_value(moving, connection))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return times_of(cursor.fetchall())


def times_of(rows: Iterable[tuple[Any, ...]]) -> Times:
    """What a cursor gives, each row in the field of its kind."""
    weekly: defaultdict[tuple[int, int], tuple[Hours, ...]] = defaultdict(tuple)
    extra, off, centre_off = (defaultdict[int, list[Span]](list) for _ in range(3))
    times = Times(weekly, extra, off, centre_off, taken=defaultdict(set))
    spans = {1: extra, 2: off, 3: centre_off}
    for kind, pk, number, opens, closes, begins, ends in rows:
        if kind == TAKEN:
            times.taken[pk].add(at_second(number))
        elif kind == WEEKLY:
            times.weekly[pk, number] += ((opens, closes),)
        else:
            spans[kind][pk].append((_instant(begins), _instant(ends)))
    return times


def at_centre(centre: Centre, day: date) -> tuple[str, list[Any]]:
    """The statement that reads the same of everybody who works at a centre, of a local day and with
    the weekly hours of that weekday alone; and the values to bind in it."""
    of_places, of_providers = AT_CENTRE.format("id"), AT_CENTRE.format("provider_id")
    statement = _reading(of_places, "= %s", of_providers, of_weekday=OF_WEEKDAY)
    adapt = connection.ops.adapt_datetimefield_value
    begin, end = map(adapt, edges_of_day(day, centre.zone))
    return statement, [centre.pk, day.weekday(), *4 * [centre.pk, end, begin]]


def _reading(places: str, centres: str, providers: str, *, of_weekday: str = "") -> str:
    columns = {"utc": without_zone(), "second": in_seconds("starts_at"), "of_weekday": of_weekday}
    return STATEMENT.format(places=places, centres=centres, providers=providers, **columns)


def _instant(wall: datetime | str) -> datetime:
    """SQLite tells the driver of no columns but those of the first part what they are."""
    return in_utc(datetime.fromisoformat(wall) if isinstance(wall, str) else wall)
