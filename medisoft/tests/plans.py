"""How a database means to answer a query: by an index, or by reading a whole table."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

# What grows with a nation. To read one of these for a page is a fault. Providers are left out: to
# choose a specialist for a letter, they are read until two hundred are found.
LARGE = {
    "accounts_patient",
    "accounts_user",
    "appointments_appointment",
    "appointments_bookedslot",
    "centres_affiliation",
    "centres_centrerating",
    "centres_providerrating",
    "centres_searchdocument",
    "centres_searchposting",
    "centres_workinghours",
    "django_admin_log",
    "records_accessevent",
    "records_historyentry",
    "referrals_referral",
}


def assert_by_index(queries: Iterable[dict[str, str]]) -> None:
    """Of captured queries (`CaptureQueriesContext`): none reads a whole large table."""
    read = {
        (table, query["sql"])
        for query in queries
        if query["sql"].startswith("SELECT")
        for table in LARGE.intersection(_read_whole(query["sql"]))
    }
    assert not read, "\n".join(f"{table}: {sql}" for table, sql in sorted(read))


def plan_of(sql: str) -> str:
    """As the database tells it, if it neither reads a table from end to end for being small nor
    sorts its rows for being few."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def _read_whole(sql: str) -> Iterator[str]:
    """The tables that the query reads from end to end."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Where tables are small, it would rather read them than look into an index.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            [[[plan]]] = cursor.fetchall()
            yield from _of_postgresql(plan["Plan"])
            return
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        names: dict[str, str] = {alias: table for table, alias in re.findall(r'"(\w+)" (\w+)', sql)}
        for *_, step in cursor.fetchall():
            if (scan := re.fullmatch(r"SCAN (\w+)", step)) is not None:
                yield names.get(scan[1], scan[1])


def _of_postgresql(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from _of_postgresql(part)
