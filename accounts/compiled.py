"""Querysets whose SQL is put together once a process.

Django takes longer to put a statement of eight tables together than a database to answer it, and
does so each time. For a page that many open the statement is kept, and who reads and when is bound
to it. The rules stay in the querysets, and no SQL is written by hand.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, DateTimeField, Model, QuerySet, UUIDField
from psycopg.types.datetime import TimestamptzLoader

from accounts.models import User

P = ParamSpec("P")
Row = TypeVar("Row", bound=tuple[Any, ...])

MOST = 100  # statements that are kept of one queryset: each role and page of a list has its own
STAND_INS = 2  # for each value: a rule may tell one day from the next
HIGHEST = 2**31 - 1  # of the numbers that every column of numbers may be compared with
A_DAY, AN_INSTANT, AN_ID = DateField(), DateTimeField(), UUIDField()


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """Rows that are read when they are gone through or sliced, each time anew."""

    _compiled: "Compiled[Any, Row]"
    _values: Sequence[Any]

    def __getitem__(self, part: slice) -> list[Row]:
        """Raises TypeError for a part with a step, which no statement has."""
        if part.step is not None:
            raise TypeError("Rows are read one after another.")
        return self._compiled.read(self._values, part)

    def __iter__(self) -> Iterator[Row]:
        return iter(self[:])


class Compiled(Generic[P, Row]):
    """Decorates a function that makes a queryset of `values_list` from rows, of which it takes the
    key alone and of a user what they are; from keys and numbers, dates and instants; and from
    truth values, ranges and choices, for each of which another statement is kept. It then takes
    these by position, and gives `Rows`.

    From nothing else: what the function learns from the clock, settings or the database would be
    as it was for the first reader, until the process ends.
    """

    def __init__(self, make: Callable[P, QuerySet[Any, Row]]) -> None:
        self._make: Callable[..., QuerySet[Any, Row]] = make
        self._kept: dict[Any, _Statement] = {}  # the one that was asked last at the end

    def __call__(self, *values: P.args, **named: P.kwargs) -> Rows[Row]:
        """Raises TypeError for a value that is named."""
        if named:
            raise TypeError(f"{self._make} takes its values by position.")
        return Rows(self, values)

    def read(self, values: Sequence[Any], part: slice) -> list[Row]:
        """One query; none where nobody can have such rows. Raises RuntimeError for a queryset that
        takes more than it binds."""
        key = (part.start, part.stop, *map(_kind, values))
        statement = self._kept.pop(key, None)
        if statement is None:
            try:
                statement = self._put_together(values, part)
            except EmptyResultSet:
                return []
        self._kept[key] = statement
        if len(self._kept) > MOST:  # so that nobody who turns many pages crowds out the first
            self._kept.pop(next(iter(self._kept)), None)
        return statement.read(values)

    def _put_together(self, values: Sequence[Any], part: slice) -> "_Statement":
        """From others in place of the values, which tells where each goes. Raises RuntimeError if
        the queryset took more of a value than that: its statement would be of one reader alone."""
        with _without_queries():
            own = _statement(self._make(*values)[part], ())
            connection = connections[router.db_for_read(own.model)]
            for nth in range(STAND_INS):
                others = [_in_place_of(value, 2 * n + nth) for n, value in enumerate(values)]
                statement = _statement(self._make(*others)[part], others)
                bound = statement.bound(values, connection)
                if (statement.sql, bound) != (own.sql, own.parameters):
                    raise RuntimeError(f"More than keys and times is asked for by {self._make}.")
        return statement


@contextmanager
def _without_queries() -> Iterator[None]:
    """Raises RuntimeError for each: its answer would be kept."""

    def refuse(*_: object) -> None:
        raise RuntimeError("A queryset that is kept asks the database while it is made.")

    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(refuse))
        yield


@dataclass(frozen=True)
class _Statement:
    model: type[Model]
    sql: str
    parameters: list[Any]
    places: dict[int, int]  # which of the parameters is which of the values
    converters: dict[int, tuple[Sequence[Callable[..., Any]], Any]]  # of columns, as Django has it

    def bound(self, values: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """The parameters, with `values` in their places."""
        parameters = self.parameters.copy()
        for place, n in self.places.items():
            held = _bound(values[n], connection)
            # The type of a number tells the driver how wide the column is.
            parameters[place] = type(parameters[place])(held) if isinstance(held, int) else held
        return parameters

    def read(self, values: Sequence[Any]) -> list[Any]:
        connection = connections[router.db_for_read(self.model)]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Django's own puts the same zone, UTC, to each instant in Python: of a list of
                # twenty appointments that took as long as all else of reading it.
                cursor.cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
            cursor.execute(self.sql, self.bound(values, connection))
            rows: list[Any] = cursor.fetchall()
        if self.converters:
            return [self._converted(row, connection) for row in rows]
        return rows

    def _converted(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
        """With Python's values in place of those that a driver gives."""
        values = list(row)
        for n, (converters, column) in self.converters.items():
            for convert in converters:
                values[n] = convert(values[n], column, connection)
        return tuple(values)


def _statement(queryset: QuerySet[Any, Any], values: Sequence[Any]) -> _Statement:
    """Of a queryset that was made from `values`."""
    compiler = queryset.query.get_compiler(queryset.db)
    sql, parameters = compiler.as_sql()
    bound = [_bound(value, compiler.connection) for value in values]
    places = {n: bound.index(value) for n, value in enumerate(parameters) if value in bound}
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return _Statement(queryset.model, sql, list(parameters), places, converters)


def _kind(value: Any) -> Any:
    """What of a value decides how a statement reads. A rule may ask whether somebody is a patient;
    who it is, is bound."""
    match value:
        case User():
            return value.is_superuser, value.role, value.is_active
        case bool() | range() | Enum():
            return value
        case int():  # how wide it is: what a column cannot hold, nobody has
            return value.bit_length() // 32
        case _:
            return type(value)


def _in_place_of(value: Any, n: int) -> Any:
    """A value of the same kind that stands nowhere else in the statement. Of a row it has nothing
    but what is bound or told by its kind."""
    match value:
        case User():
            names = ["id", "is_superuser", "role", "is_active"]  # in the order of the model
            return User.from_db(DEFAULT_DB_ALIAS, names, [HIGHEST - n, *_kind(value)])
        case Model():
            names, key = [value._meta.pk.attname], _in_place_of(value.pk, n)
            return type(value).from_db(DEFAULT_DB_ALIAS, names, [key])
        case bool() | range() | Enum():
            return value
        case UUID():
            return UUID(int=n)
        case int():
            return HIGHEST - n
        case datetime():
            return datetime(9000, 1, 1, 0, 0, n, tzinfo=UTC)
        case date():
            return date(9000, 1, 1 + n)
        case _:
            raise TypeError(f"{type(value).__name__} is no kind of value that can be bound anew.")


def _bound(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """As the database takes it."""
    match value:
        case Model():
            return _bound(value.pk, connection)
        case UUID():
            return AN_ID.get_db_prep_value(value, connection)
        case datetime():
            return AN_INSTANT.get_db_prep_value(value, connection)
        case date():
            return A_DAY.get_db_prep_value(value, connection)
        case _:
            return value
