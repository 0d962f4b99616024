"""What the day sheet of a centre is made of, read by statements written by hand: a sheet that
stands open asks every few seconds whether one of their rows is another."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.models import shown_name
from appointments.availability import horizon
from appointments.hours import at_centre
from appointments.opening import slots_of_day
from centres.clock import edges_of_day
from centres.instants import in_utc, without_zone
from centres.models import Centre
from centres.week import words_on

Part = tuple[str, list[Any]]  # a statement, and the values to bind in order

# As `AffiliationQuerySet.by_name` and `Provider.service` have it.
PLACES = """\
SELECT place.id, place.provider_id, account.full_name, account.email, account.is_active,
       COALESCE(expertise.name, profession.name), profession.by_referral_only
  FROM "centres_affiliation" place
  JOIN "accounts_provider" provider ON provider.id = place.provider_id
  JOIN "accounts_user" account ON account.id = provider.user_id
  JOIN "accounts_profession" profession ON profession.id = provider.profession_id
  LEFT JOIN "accounts_expertise" expertise ON expertise.id = provider.expertise_id
 WHERE place.centre_id = %s
 ORDER BY account.full_name, account.email, place.id"""
# As `AppointmentQuerySet.not_cancelled` has it, without why the patient comes.
VISITS = """\
SELECT visit.id, visit.affiliation_id, visit.starts_at {utc}, visit.ends_at {utc}, visit.status,
       account.full_name, account.email, account.phone
  FROM "centres_affiliation" place
  JOIN "appointments_appointment" visit ON visit.affiliation_id = place.id
  JOIN "accounts_patient" patient ON patient.id = visit.patient_id
  JOIN "accounts_user" account ON account.id = patient.user_id
 WHERE place.centre_id = %s AND visit.day = %s AND visit.status <> 'cancelled'"""
OFF = """\
SELECT affiliation_id, starts_at {utc} AS starts_at, ends_at {utc}, reason
  FROM "centres_timeoff" WHERE centre_id = %s AND starts_at < %s AND ends_at > %s
UNION ALL
SELECT affiliation_id, starts_at {utc}, ends_at {utc}, reason
  FROM "centres_timeoff"
 WHERE affiliation_id IN (SELECT id FROM "centres_affiliation" WHERE centre_id = %s)
   AND starts_at < %s AND ends_at > %s
 ORDER BY starts_at"""
DIGEST = "SELECT {}"
OF_ROWS = "(SELECT sum(hashtextextended(line::text, 0)) FROM ({}) line)"  # in whatever order


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
    """Who comes, when, and how it stands."""

    pk: UUID
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


def places_at(centre: Centre) -> list[Place]:
    """Of everybody, by name. One query."""
    return [
        Place(centre, pk, provider, shown_name(name, email), service, bool(listed), bool(letter))
        for pk, provider, name, email, listed, service, letter in _read(_places(centre))
    ]


def visits_on(centre: Centre, day: date) -> list[Visit]:
    """Of a local day, without what is cancelled. One query."""
    return [
        Visit(_uuid(pk), place, in_utc(start), in_utc(end), status, shown_name(name, email), phone)
        for pk, place, start, end, status, name, email, phone in _read(_visits(centre, day))
    ]


def off_on(centre: Centre, places: Iterable[Place], day: date) -> list[Off]:
    """When the centre is closed on one of its days, and when which of its `places` is off, in the
    order of time. One query."""
    by_pk: dict[int | None, Place | None] = {None: None, **{place.pk: place for place in places}}
    return [
        Off(by_pk[pk], words_on(day, in_utc(start), in_utc(end), centre.zone), reason)
        for pk, start, end, reason in _read(_off(centre, day))
        if pk in by_pk
    ]


def version_of(centre: Centre, day: date, *, now: datetime) -> str:
    """Another one as soon as the sheet of the day is another: because a row that it is made of has
    changed, or because of the clock. One query."""
    begin, end = edges_of_day(day, centre.zone)
    parts = [
        *(_places(centre), _visits(centre, day), _off(centre, day)),
        at_centre(centre.pk, begin=begin, end=end),
    ]
    told = (centre.timezone, day, _clock(centre, day, now), _digest(parts))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _clock(centre: Centre, day: date, now: datetime) -> tuple[int, int, int]:
    """How many half hours of the day cannot be booked any more, how many have begun, and how many
    can be booked already."""
    edges = [start for start, _ in slots_of_day(centre.zone, day)]
    edges.append(edges_of_day(day, centre.zone)[1])
    return bisect_left(edges, now), bisect_right(edges, now), bisect_right(edges, horizon(now))


def _digest(parts: Sequence[Part]) -> object:
    """Another one as soon as a row of one of the statements is another. PostgreSQL adds a number of
    each row up and sends the sums: to read the rows would take longer than all else."""
    if connection.vendor != "postgresql":
        return [_read(part) for part in parts]
    sums = ", ".join(OF_ROWS.format(text) for text, _ in parts)
    return _read((DIGEST.format(sums), [value for _, values in parts for value in values]))


def _places(centre: Centre) -> Part:
    return PLACES, [centre.pk]


def _visits(centre: Centre, day: date) -> Part:
    return VISITS.format(utc=without_zone()), [centre.pk, connection.ops.adapt_datefield_value(day)]


def _off(centre: Centre, day: date) -> Part:
    begin, end = map(connection.ops.adapt_datetimefield_value, edges_of_day(day, centre.zone))
    return OFF.format(utc=without_zone()), 2 * [centre.pk, end, begin]


def _read(part: Part) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*part)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _uuid(value: UUID | str) -> UUID:
    """SQLite has their digits."""
    return value if isinstance(value, UUID) else UUID(value)
