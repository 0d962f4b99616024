"""What opens and what takes the times of places, read by one statement, because every page with
free times and every booking asks it. From the primary, as `BookedSlot` always is."""

from collections.abc import Collection, Iterable
from datetime import datetime, time
from enum import IntEnum
from typing import Any
from uuid import UUID

from django.db import connection

from appointments.models import Appointment
from centres.among import among
from centres.instants import in_utc, without_zone


class Kind(IntEnum):
    WEEKLY = 0
    EXTRA = 1
    OFF = 2
    CENTRE_OFF = 3
    TAKEN = 4


# A kind and a pk: the place's, of CENTRE_OFF the centre's, of TAKEN the provider's. Then WEEKLY has
# a weekday and the times between which it is open, the others the instants between which they last,
# TAKEN only the first of these. The rest is None.
Row = tuple[int, int, int, time, time, datetime, datetime]

# The first two give the columns their types.
STATEMENT = """\
SELECT 0, affiliation_id, weekday, opens, closes, NULL, NULL
  FROM "centres_workinghours" WHERE affiliation_id {places}
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
SELECT 4, provider_id, NULL, NULL, NULL, starts_at {utc}, NULL
  FROM "appointments_bookedslot"
 WHERE provider_id {providers} AND starts_at < %s AND starts_at >= %s
"""
AT_CENTRE = 'IN (SELECT {} FROM "centres_affiliation" WHERE centre_id = %s)'
BUT_OF = "   AND appointment_id <> %s"


def hours_and_bookings(
    *,
    places: Collection[int],
    centres: Collection[int],
    providers: Collection[int],
    begin: datetime,
    end: datetime,
    moving: UUID | None,
) -> Iterable[Row]:
    """The weekly hours of places (by pk); their extra hours, time off of them and of centres, and
    the slots taken of providers, that reach into a span. Slots of `moving` are left out."""
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
        rows = cursor.fetchall()
    instant = in_utc if connection.vendor == "postgresql" else _from_text
    return [
        (kind, pk, weekday, opens, closes, begins and instant(begins), ends and instant(ends))
        for kind, pk, weekday, opens, closes, begins, ends in rows
    ]


def at_centre(centre: int, *, begin: datetime, end: datetime) -> tuple[str, list[Any]]:
    """The statement that reads the same of everybody who works at a centre (by pk), and the values
    to bind in it."""
    of_places, of_providers = AT_CENTRE.format("id"), AT_CENTRE.format("provider_id")
    statement = _reading(of_places, "= %s", of_providers)
    adapt = connection.ops.adapt_datetimefield_value
    return statement, [centre, *4 * [centre, adapt(end), adapt(begin)]]


def _reading(places: str, centres: str, providers: str) -> str:
    return STATEMENT.format(places=places, centres=centres, providers=providers, utc=without_zone())


def _from_text(wall: str) -> datetime:
    """As SQLite has it here: it tells the driver of no columns but those of the first part what
    they are."""
    return in_utc(datetime.fromisoformat(wall))
