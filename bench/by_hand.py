"""Q: the rows of a page as somebody would read them with the database's own driver, in SQL written
by hand. No object is made of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection

from centres.models import Affiliation

TIMES = 200
Statement = tuple[str, Sequence[Any]]

# What every page of somebody who is logged in reads. A session is looked for by a key that exists.
ACCOUNT = "SELECT * FROM accounts_user WHERE email = %s"
SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"

PLACE = """
    SELECT a.*, c.*, p.*, u.*, pr.*, e.* FROM centres_affiliation a
    JOIN centres_centre c ON c.id = a.centre_id
    JOIN accounts_provider p ON p.id = a.provider_id
    JOIN accounts_user u ON u.id = p.user_id
    JOIN accounts_profession pr ON pr.id = p.profession_id
    LEFT JOIN accounts_expertise e ON e.id = p.expertise_id"""
HOURS = """
    SELECT h.* FROM centres_workinghours h JOIN centres_affiliation a ON a.id = h.affiliation_id"""
EXTRA = """
    SELECT x.* FROM centres_extrahours x JOIN centres_affiliation a ON a.id = x.affiliation_id"""
OFF = """
    SELECT o.* FROM centres_timeoff o JOIN centres_affiliation a ON a.id = o.affiliation_id"""
OFF_OF_CENTRE = """
    SELECT o.* FROM centres_timeoff o JOIN centres_affiliation a ON a.centre_id = o.centre_id"""
TAKEN = """
    SELECT b.provider_id, b.starts_at FROM appointments_bookedslot b
    JOIN centres_affiliation a ON a.provider_id = b.provider_id"""
VISITS = """
    SELECT v.*, c.*, pu.*, u.*, pr.*, e.* FROM appointments_appointment v
    JOIN accounts_patient pt ON pt.id = v.patient_id
    JOIN accounts_user pu ON pu.id = pt.user_id
    JOIN centres_affiliation a ON a.id = v.affiliation_id
    JOIN centres_centre c ON c.id = a.centre_id
    JOIN accounts_provider p ON p.id = v.provider_id
    JOIN accounts_user u ON u.id = p.user_id
    JOIN accounts_profession pr ON pr.id = p.profession_id
    LEFT JOIN accounts_expertise e ON e.id = p.expertise_id"""
ENTRIES = """
    SELECT h.*, u.full_name, pr.name, c.* FROM records_historyentry h
    JOIN accounts_patient pt ON pt.id = h.patient_id
    JOIN accounts_user pu ON pu.id = pt.user_id
    JOIN accounts_provider p ON p.id = h.author_id
    JOIN accounts_user u ON u.id = p.user_id
    JOIN accounts_profession pr ON pr.id = p.profession_id
    JOIN appointments_appointment v ON v.id = h.appointment_id
    JOIN centres_affiliation a ON a.id = v.affiliation_id
    JOIN centres_centre c ON c.id = a.centre_id
    WHERE pu.email = %s ORDER BY h.number DESC"""
PRESCRIPTIONS = """
    SELECT r.* FROM records_prescription r
    JOIN records_historyentry h ON h.id = r.entry_id
    JOIN accounts_patient pt ON pt.id = h.patient_id
    JOIN accounts_user pu ON pu.id = pt.user_id WHERE pu.email = %s"""
EVENTS = """
    SELECT ev.*, u.full_name, c.* FROM records_accessevent ev
    JOIN accounts_patient pt ON pt.id = ev.patient_id
    JOIN accounts_user pu ON pu.id = pt.user_id
    JOIN accounts_user u ON u.id = ev.actor_id
    LEFT JOIN appointments_appointment v ON v.id = ev.appointment_id
    LEFT JOIN centres_affiliation a ON a.id = v.affiliation_id
    LEFT JOIN centres_centre c ON c.id = a.centre_id
    WHERE pu.email = %s AND ev.actor_id <> pu.id ORDER BY ev.at DESC, ev.id DESC LIMIT 30"""
STARS = "SELECT avg(stars), count(*) FROM centres_{}rating WHERE {}_id = %s"


@dataclass(frozen=True)
class ByHand:
    """Statements that together read the rows of one page."""

    statements: Sequence[Statement]

    def milliseconds(self) -> float:
        """The median of TIMES readings, after some that warm up."""
        times = [self._read() for _ in range(TIMES)]
        return median(times[TIMES // 10 :]) * 1000

    def _read(self) -> float:
        connection.ensure_connection()
        cursor = connection.connection.cursor()  # the driver's own
        mark = "%s" if connection.vendor == "postgresql" else "?"
        began = time.perf_counter()
        for sql, values in self.statements:
            cursor.execute(sql.replace("%s", mark), values)
            cursor.fetchall()
        return time.perf_counter() - began


def centre(pk: int) -> ByHand:
    return ByHand(
        [
            *_somebody(),
            (f"{PLACE} WHERE a.centre_id = %s", [pk]),
            (STARS.format("centre", "centre"), [pk]),
            (
                "SELECT r.provider_id, avg(r.stars), count(*) FROM centres_providerrating r "
                "JOIN centres_affiliation a ON a.provider_id = r.provider_id "
                "WHERE a.centre_id = %s GROUP BY r.provider_id",
                [pk],
            ),
            *_times("a.centre_id = %s", pk, days=14),
        ]
    )


def provider(pk: int) -> ByHand:
    return ByHand(
        [
            *_somebody(),
            (f"{PLACE} WHERE a.provider_id = %s", [pk]),
            (STARS.format("provider", "provider"), [pk]),
            *_times("a.provider_id = %s", pk, days=14),
        ]
    )


def week(place: Affiliation) -> ByHand:
    where, pk = "a.id = %s", place.pk
    return ByHand([*_somebody(), (f"{PLACE} WHERE {where}", [pk]), *_times(where, pk, days=7)])


def appointments_of(email: str) -> ByHand:
    newest = f"{VISITS} WHERE pu.email = %s ORDER BY v.starts_at DESC LIMIT 20"
    return ByHand([*_somebody(), (newest, [email])])


def day_of(email: str, day: date) -> ByHand:
    return ByHand(
        [
            *_somebody(),
            (f"{VISITS} WHERE u.email = %s AND v.day = %s", [email, day.isoformat()]),
            *_times(
                "a.provider_id = (SELECT id FROM accounts_provider WHERE user_id = "
                "(SELECT id FROM accounts_user WHERE email = %s))",
                email,
                days=1,
            ),
        ]
    )


def history(email: str) -> ByHand:
    return ByHand([*_somebody(), (ENTRIES, [email]), (PRESCRIPTIONS, [email])])


def access_log(email: str) -> ByHand:
    return ByHand([*_somebody(), (EVENTS, [email])])


def _somebody() -> list[Statement]:
    now = datetime.now(UTC)
    return [(SESSION, ["a" * 32, _moment(now)]), (ACCOUNT, ["patient@example.org"])]


def _times(where: str, of: object, *, days: int) -> list[Statement]:
    """What opens and what takes the half hours of some places in the days to come."""
    now = datetime.now(UTC)
    end = _moment(now + timedelta(days=days))
    return [
        (f"{HOURS} WHERE {where}", [of]),
        (f"{EXTRA} WHERE {where} AND x.starts_at < %s AND x.ends_at > %s", [of, end, _moment(now)]),
        (f"{OFF} WHERE {where} AND o.starts_at < %s AND o.ends_at > %s", [of, end, _moment(now)]),
        (
            f"{OFF_OF_CENTRE} WHERE {where} AND o.starts_at < %s AND o.ends_at > %s",
            [of, end, _moment(now)],
        ),
        (f"{TAKEN} WHERE {where} AND b.starts_at BETWEEN %s AND %s", [of, _moment(now), end]),
    ]


def _moment(moment: datetime) -> str:
    """As SQLite holds it; PostgreSQL reads it, too, in UTC, the zone of these connections."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")
