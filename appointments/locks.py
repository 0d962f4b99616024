"""Bookings and changes of hours at one centre wait for each other.

A booking reads the hours, and a change of hours reads what is booked. Neither sees what the other
has not committed: without a lock both could commit, and nobody would hear of an appointment
outside the hours. SQLite has one writer at a time, who sees all that was committed before.

Whoever takes one of these locks takes it before the rows of centres, places and patients; in one
order nobody waits in a circle. An import, which lasts longer, takes neither: it only adds hours.

Nobody waits for long: whoever waits keeps a thread of the site, and it has few.
"""

from uuid import UUID

from django.db import OperationalError, connection

from accounts.models import Patient
from appointments.exceptions import HoursAreChanging
from centres.models import Affiliation, Centre

# The first of two numbers of PostgreSQL's advisory locks; the second is the centre.
HOURS_LOCK = 7_365_618
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's name of a wait that was over its limit
# Seconds. A change of hours takes a fraction of one, and ten where it displaces a thousand
# appointments: patients are told so, and only another change waits for its end.
LONGEST_WAIT_TO_BOOK = 3
LONGEST_WAIT_TO_CHANGE = 20


# The patient's row is held, and found, only by who holds the hours.
HOLD_BOTH = """\
WITH hours AS MATERIALIZED (SELECT pg_try_advisory_xact_lock_shared(%s, %s) AS are_held)
SELECT FROM {patients} patient, hours
 WHERE patient.id = %s AND hours.are_held FOR NO KEY UPDATE OF patient
"""


def hold_hours_and_patient(centre_id: int, patient_id: UUID) -> None:
    """`hold_hours` and then `hold_patient`, in one question unless somebody changes the hours.
    Raises `HoursAreChanging`, which must leave the transaction."""
    if connection.vendor != "postgresql":
        return
    statement = HOLD_BOTH.format(patients=connection.ops.quote_name(Patient._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, [HOURS_LOCK, centre_id, patient_id])
        if cursor.rowcount == 1:
            return
    hold_hours(centre_id)
    hold_patient(patient_id)


def hold_hours(centre_id: int) -> None:
    """Until the transaction ends the hours at the centre stay as they are. Any number of bookings
    hold them at once. Raises `HoursAreChanging`, which must leave the transaction."""
    _hold("advisory_xact_lock_shared", centre_id, LONGEST_WAIT_TO_BOOK)


def hold_bookings(subject: Centre | Affiliation) -> None:
    """Until the transaction ends nobody books at the centre, or that of the place, moves there or
    changes its hours; what was booked before is committed and can be seen. Raises
    `HoursAreChanging`, which must leave the transaction."""
    centre_id = subject.pk if isinstance(subject, Centre) else subject.centre_id
    _hold("advisory_xact_lock", centre_id, LONGEST_WAIT_TO_CHANGE)


def hold_patient(patient_id: UUID) -> None:
    """Until the transaction ends nobody else books, moves or cancels for the patient, or writes
    into their history; the row itself is of no use here."""
    if connection.vendor != "postgresql":
        return
    table = connection.ops.quote_name(Patient._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT FROM {table} WHERE id = %s FOR NO KEY UPDATE", [patient_id])


def _hold(lock: str, centre_id: int, longest: int) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_{lock}(%s, %s)", [HOURS_LOCK, centre_id])
        if cursor.fetchone() == (True,):
            return
        cursor.execute(f"SET LOCAL lock_timeout = '{longest}s'")
        try:
            cursor.execute(f"SELECT pg_{lock}(%s, %s)", [HOURS_LOCK, centre_id])
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            raise HoursAreChanging from error
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")  # rows are waited for as before
