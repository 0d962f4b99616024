"""Masses of rows leave the database as one that has been in use for long."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from medisoft.bulk.rows import Table
from medisoft.bulk.writing import writer

CENTRES = Table(
    "centres_centre",
    ("id", "name", "kind", "abn", "phone", "street", "suburb", "state", "postcode", "timezone"),
)


@pytest.fixture
def forgotten_afterwards() -> Iterator[None]:
    """Statistics outlive the flush after a test, and would steer the plans of later ones."""
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_schema")


def counted(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        [count] = cursor.fetchone()
    return int(count)


@pytest.mark.usefixtures("forgotten_afterwards")
@pytest.mark.django_db(transaction=True)
def test_the_planner_knows_the_rows_once_they_are_committed() -> None:
    town = ("medical_centre", "", "", "", "Randwick", "NSW", "2031", "Australia/Sydney")
    with transaction.atomic():
        database = writer()
        database.begin()
        database.add(CENTRES, [(pk, f"Clinic {pk}", *town) for pk in range(1, 101)])
        database.end()

    known = {
        "sqlite": "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'centres_centre'",
        # The pages of which an index alone answers.
        "postgresql": "SELECT relallvisible FROM pg_class WHERE relname = 'centres_centre'",
    }
    assert counted(known[connection.vendor]) > 0
