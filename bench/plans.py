"""How the database means to find the rows of a query, and what of that would get slower with every
row that is added."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

LARGE = 10_000  # rows of a table that nobody reads as a whole
MOST_TURNS = 1_000  # of a loop that looks something up for each row

CHANGES = re.compile(r"(UPDATE|DELETE) ")
ASKS = re.compile(r"(SELECT|WITH) ")
SCAN = re.compile(r'SCAN "?(\w+)"?(?! USING)')

Node = dict[str, Any]


def faults(sql: str, *, large: int = LARGE) -> list[str]:
    """A line for each table of more than `large` rows that is read from one end to the other, each
    sort that does not fit in memory, and each loop of more than MOST_TURNS turns. Nothing of it is
    kept: a change is not made, and a question that locks lets go."""
    if not ASKS.match(sql) and not CHANGES.match(sql):
        return []
    if connection.vendor == "postgresql":
        return [*_of_postgresql(sql, large)]
    return [f"SCAN {table}" for table in _scanned_by_sqlite(sql) if _rows(table) > large]


def _of_postgresql(sql: str, large: int) -> Iterator[str]:
    is_tried = ASKS.match(sql) is not None
    options = "ANALYZE, FORMAT JSON" if is_tried else "FORMAT JSON"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({options}) {sql}")
        (found,) = cursor.fetchone()
        transaction.set_rollback(True)
    plans = json.loads(found) if isinstance(found, str) else found
    for node in _nodes(plans[0]["Plan"]):
        yield from _of_node(node, large)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)


def _of_node(node: Node, large: int) -> Iterator[str]:
    kind = node["Node Type"]
    if kind == "Seq Scan" and _rows(node["Relation Name"]) > large:
        yield f"Seq Scan on {node['Relation Name']}"
    if node.get("Sort Space Type") == "Disk":
        yield f"{kind} on disk, {node['Sort Space Used']} kB"
    if kind == "Nested Loop":
        turns = node["Plans"][-1].get("Actual Loops", 0)
        if turns > MOST_TURNS:
            yield f"Nested Loop of {turns} turns"


def _scanned_by_sqlite(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        lines = [detail for *_, detail in cursor.fetchall()]
    named: dict[str, str] = {
        alias: table
        for table, alias in re.findall(r'(?:FROM|JOIN) "(\w+)"(?: (?:AS )?"?(\w+)"?)?', sql)
        if alias
    }
    aliases = [str(match[1]) for line in lines if (match := SCAN.fullmatch(line))]
    tables = connection.introspection.table_names()
    return [table for alias in aliases if (table := named.get(alias, alias)) in tables]


def _rows(table: str) -> int:
    """About how many there are."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        else:
            cursor.execute(f"SELECT max(rowid) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        (rows,) = cursor.fetchone()
        return int(rows or 0)
