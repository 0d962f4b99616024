"""What the day sheet of a centre is made of, read by statements written by hand: a sheet that
stands open asks every few seconds whether one of their rows is another."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.models import shown_name
from appointments.availability import horizon
from appointments.hours import Times, at_centre, times_of
from appointments.opening import slots_of_day
from centres.clock import edges_of_day
from centres.instants import at_second, in_seconds, in_utc, without_zone
from centres.models import Centre
from centres.week import words_on

Fetched = tuple[Any, ...]


class Part(NamedTuple):
    """A statement, the values to bind in order, and which of its columns its rows are sorted by."""

    text: str
    values: list[Any]
    order: str = ""


# As `AffiliationQuerySet.by_name` and `Provider.service` have it.
PLACES = """\
SELECT place.id, place.provider_id, account.full_name, account.email, account.is_active,
       COALESCE(expertise.name, profession.name), profession.by_referral_only
  FROM "centres_affiliation" place
  JOIN "accounts_provider" provider ON provider.id = place.provider_id
  JOIN "accounts_user" account ON account.id = provider.user_id
  JOIN "accounts_profession" profession ON profession.id = provider.profession_id
  LEFT JOIN "accounts_expertise" expertise ON expertise.id = provider.expertise_id
 WHERE place.centre_id = %s"""
BY_NAME = "ORDER BY 3, 4, 1"
# As `AppointmentQuerySet.not_cancelled` has it, without why the patient comes.
VISITS = """\
SELECT {key}, visit.affiliation_id, {begins}, {ends}, visit.status,
       account.full_name, account.email, account.phone
  FROM "centres_affiliation" place
  JOIN "appointments_appointment" visit ON visit.affiliation_id = place.id
  JOIN "accounts_patient" patient ON patient.id = visit.patient_id
  JOIN "accounts_user" account ON account.id = patient.user_id
 WHERE place.centre_id = %s AND visit.day = %s AND visit.status <> 'cancelled'"""
OFF = """\
SELECT affiliation_id, starts_at {utc}, ends_at {utc}, reason
  FROM "centres_timeoff" WHERE centre_id = %s AND starts_at < %s AND ends_at > %s
UNION ALL
SELECT affiliation_id, starts_at {utc}, ends_at {utc}, reason
  FROM "centres_timeoff"
 WHERE affiliation_id IN (SELECT id FROM "centres_affiliation" WHERE centre_id = %s)
   AND starts_at < %s AND ends_at > %s"""
BY_TIME = "ORDER BY 2"
# PostgreSQL makes a number of each row. Of all rows of a statement, in whatever order, it adds them
# up: to read the rows would take longer than all else.
NUMBERED = "SELECT line.*, hash_record_extended(line, 0) FROM ({text}) line {order}"
SUM = "(SELECT sum(hash_record_extended(line, 0)) FROM ({text}) line)"


@dataclass(frozen=True, eq=False)
class Place:
    """A provider at the centre (`Bookable`). As an `Affiliation`, with account, profession and
    expertise, it would be five objects for two words."""

    centre: Centre
    pk: int
    provider_id: int
    name: str
    service: str
    is_listed: bool
    needs_letter: bool

    @property
    def centre_id(self) -> int:
        return self.centre.pk


class Visit(NamedTuple):
    """Who comes, when, and how it stands. The `key` is as it stands in addresses."""

    key: str
    place: int  # its pk
    starts_at: datetime
    ends_at: datetime
    status: str
    name: str
    phone: str


class Off(NamedTuple):
    """Time off, in words of what of it lies on the day: of a place, or of the whole centre."""

    place: Place | None
    words: str
    reason: str


@dataclass(frozen=True)
class DayRows:
    """What the sheet of a day is made of. `places` are of everybody, by name; `visits` without what
    is cancelled; `off` when the centre is closed and when whoever is listed is off, in the order of
    time; `hours` are for a `Calendar`."""

    places: list[Place]
    visits: list[Visit]
    off: list[Off]
    hours: Times
    version: str  # as `version_of` tells it


def read_day(centre: Centre, day: date, *, now: datetime) -> DayRows:
    """Of a local day at the centre. Four queries."""
    (places, visits, off, hours), digests = zip(*map(_read, _parts(centre, day)), strict=True)
    found = [
        Place(centre, pk, provider, shown_name(name, email), service, bool(listed), bool(letter))
        for pk, provider, name, email, listed, service, letter in places
    ]
    return DayRows(
        places=found,
        visits=[
            Visit(
                *(_as_text(key), place, at_second(begins), at_second(ends)),
                *(status, shown_name(name, email), phone),
            )
            for key, place, begins, ends, status, name, email, phone in visits
        ],
        off=list(_off(centre, day, found, off)),
        hours=times_of(hours),
        version=_version(centre, day, now, digests),
    )


def _off(
    centre: Centre, day: date, places: Iterable[Place], rows: Iterable[Fetched]
) -> Iterator[Off]:
    by_pk = {place.pk: place for place in places if place.is_listed}
    for pk, start, end, reason in rows:
        if pk is None or pk in by_pk:
            words = words_on(day, in_utc(start), in_utc(end), centre.zone)
            yield Off(by_pk.get(pk), words, reason)


def version_of(centre: Centre, day: date, *, now: datetime) -> str:
    """Another one as soon as the sheet of the day is another: because a row that it is made of has
    changed, or because of the clock. One query on PostgreSQL."""
    parts = _parts(centre, day)
    if connection.vendor != "postgresql":
        return _version(centre, day, now, [_read(part)[1] for part in parts])
    sums = ", ".join(SUM.format(text=part.text) for part in parts)
    values = [value for part in parts for value in part.values]
    [told] = _fetch(f"SELECT {sums}", values)
    return _version(centre, day, now, [int(number or 0) for number in told])


def _version(centre: Centre, day: date, now: datetime, digests: Iterable[object]) -> str:
    told = (centre.timezone, day, _clock(centre, day, now), *digests)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _clock(centre: Centre, day: date, now: datetime) -> tuple[int, int, int]:
    """How many half hours of the day cannot be booked any more, how many have begun, and how many
    can be booked already."""
    edges = [start for start, _ in slots_of_day(centre.zone, day)]
    edges.append(edges_of_day(day, centre.zone)[1])
    return bisect_left(edges, now), bisect_right(edges, now), bisect_right(edges, horizon(now))


def _parts(centre: Centre, day: date) -> list[Part]:
    """What is read, in the order of `DayRows`."""
    begin, end = edges_of_day(day, centre.zone)
    ops, utc = connection.ops, without_zone()
    span = [ops.adapt_datetimefield_value(edge) for edge in (end, begin)]
    columns = {"begins": in_seconds("visit.starts_at"), "ends": in_seconds("visit.ends_at")}
    columns["key"] = "visit.id" if connection.vendor == "sqlite" else "visit.id::text"
    return [
        Part(PLACES, [centre.pk], BY_NAME),
        Part(VISITS.format(**columns), [centre.pk, ops.adapt_datefield_value(day)]),
        Part(OFF.format(utc=utc), 2 * [centre.pk, *span], BY_TIME),
        Part(*at_centre(centre, day)),
    ]


def _read(part: Part) -> tuple[list[Fetched], object]:
    """The rows of a part, and what is another as soon as one of them is."""
    if connection.vendor != "postgresql":
        rows = _fetch(f"{part.text} {part.order}", part.values)
        return rows, rows
    rows = _fetch(NUMBERED.format(text=part.text, order=part.order), part.values)
    return [row[:-1] for row in rows], sum(row[-1] for row in rows)


def _fetch(statement: str, values: list[Any]) -> list[Fetched]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Fetched] = cursor.fetchall()
    return rows


def _as_text(key: str) -> str:
    """PostgreSQL gives it so, and a driver and Python would take longer. SQLite has the digits."""
    return key if "-" in key else str(UUID(key))
