"""Rows in the one form that both databases give, and a state of the database that stands still."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from medisoft.backups.tables import Column, Source

AT_ONCE = 2000  # rows that are held in memory

Row = list[str | int | None]

# What the database is asked for, by the kind of a column. Numbers and texts are as they are.
# SQLite keeps moments, days and times as text already; the cast keeps Python from reading them.
FORMS = {
    "sqlite": {
        "truth": "CAST({} AS INTEGER)",
        "moment": "CAST({} AS TEXT)",
        "day": "CAST({} AS TEXT)",
        "time": "CAST({} AS TEXT)",
        "bytes": "CASE WHEN {0} IS NOT NULL THEN lower(hex({0})) END",
    },
    "postgresql": {
        "truth": "CAST({} AS integer)",
        "uuid": "replace(CAST({} AS text), '-', '')",
        "moment": "replace(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), "
        "'.000000', '')",
        "day": "to_char({}, 'YYYY-MM-DD')",
        "time": "replace(to_char({}, 'HH24:MI:SS.US'), '.000000', '')",
        "json": "CAST({} AS text)",
        "bytes": "encode({}, 'hex')",
    },
}


@contextmanager
def snapshot() -> Iterator[None]:
    """Inside, the database is read as it is now, whatever is written meanwhile; nobody waits."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    _run("BEGIN DEFERRED")  # not the site's own IMMEDIATE, which keeps writers waiting
    try:
        yield
    finally:
        _run("ROLLBACK")


def rows(source: Source) -> Iterator[list[Row]]:
    """All rows of a table, some at a time, in the order of the primary key."""
    columns = ", ".join(map(_form, source.columns))
    key = ", ".join(map(_place, source.key))
    table = connection.ops.quote_name(source.name)
    jsons = source.places("json")
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {key}")  # noqa: S608 (own names)
        while some := cursor.fetchmany(AT_ONCE):
            found = [list(row) for row in some]
            for place in jsons:
                for row in found:
                    row[place] = _same_json(row[place])
            yield found


def _form(column: Column) -> str:
    name = connection.ops.quote_name(column.name)
    return FORMS[connection.vendor].get(column.kind, "{}").format(name)


def _place(column: Column) -> str:
    """Both databases order by bytes: PostgreSQL else by the language of its locale."""
    name = connection.ops.quote_name(column.name)
    by_bytes = connection.vendor == "postgresql" and column.kind == "text"
    return f'{name} COLLATE "C"' if by_bytes else name


def _same_json(text: str | None) -> str | None:
    """PostgreSQL keeps neither the order of keys nor the spaces."""
    if text is None:
        return None
    return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
