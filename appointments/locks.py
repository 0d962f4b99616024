"""Bookings and changes of hours at one centre wait for each other.

A booking reads the hours, and a change of hours reads what is booked. Neither sees what the other
has not committed: without a lock both could commit, and nobody would hear of an appointment
outside the hours. SQLite has one writer at a time, who sees all that was committed before.

Whoever takes one of these locks takes it before the rows of centres, places and patients; in one
order nobody waits in a circle. An import, which lasts longer, takes neither: it only adds hours.
"""

from django.db import connection

from centres.models import Affiliation, Centre

# The first of two numbers of PostgreSQL's advisory locks; the second is the centre.
HOURS_LOCK = 7_365_618


def hold_hours(centre_id: int) -> None:
    """Until the transaction ends the hours at the centre stay as they are. Any number of bookings
    hold them at once."""
    _wait("SELECT pg_advisory_xact_lock_shared(%s, %s)", centre_id)


def hold_bookings(subject: Centre | Affiliation) -> None:
    """Until the transaction ends nobody books at the centre, or that of the place, moves there or
    changes its hours; what was booked before is committed and can be seen."""
    centre_id = subject.pk if isinstance(subject, Centre) else subject.centre_id
    _wait("SELECT pg_advisory_xact_lock(%s, %s)", centre_id)


def _wait(statement: str, centre_id: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, [HOURS_LOCK, centre_id])
