"""Queries that Django puts into SQL once a process. To write one of nine tables anew takes it more
time than the database takes to answer; here the same text is asked with other values. It comes from
a queryset like any other, so that a rule in it stands where it always does."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

Value = int | UUID | datetime
Row = TypeVar("Row", bound=tuple[Any, ...])


class Prepared(Generic[Row]):
    """The rows of `query`, which reads lists of values, from the primary; with other values in the
    places of `examples`. Each of these stands in the query, and nothing else there is the same:
    `UUID(int=1)`, say, and numbers that no limit has.

    What a queryset asks of an example in Python, like somebody's role, is part of the text. So for
    another role another is prepared.
    """

    def __init__(self, query: QuerySet[Any, Row], *examples: Value) -> None:
        self._query = query.query
        compiler = self._query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._params = compiler.as_sql()
        self._converters = compiler.get_converters([column for column, *_ in compiler.select])
        held = [_as_held(example) for example in examples]
        self._places = [held.index(each) if each in held else None for each in self._params]
        if not {*range(len(held))} <= {*self._places}:
            raise ValueError("An example stands nowhere in the query.")

    def rows(self, *values: Value) -> list[Row]:
        """With `values` in the places of the examples, in their order."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [*self._with(*map(_as_held, values))])
            rows: list[Any] = cursor.fetchall()
        if not self._converters:  # the driver of PostgreSQL gives what models have
            return rows
        compiler = self._query.get_compiler(DEFAULT_DB_ALIAS)
        return [*map(tuple, compiler.apply_converters(rows, self._converters))]

    def _with(self, *held: Any) -> Iterator[Any]:
        for place, param in zip(self._places, self._params, strict=True):
            if place is None:
                yield param
            elif isinstance(param, int):
                yield type(param)(held[place])  # tells the driver how wide a number the column is
            else:
                yield held[place]


def _as_held(value: Value) -> Any:
    """As the database holds it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
