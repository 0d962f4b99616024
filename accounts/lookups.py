"""What databases find by an index, each in its own way."""

from typing import Any

from django.db import models
from django.db.models.lookups import StartsWith

END = "\U0010ffff"  # comes after every other character


@models.CharField.register_lookup
class Begins(StartsWith):
    """As Django's `startswith`, but of an index on both databases: that of PostgreSQL has the
    operators of patterns, and SQLite asks for what lies between two texts."""

    lookup_name = "begins"

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        column, params = compiler.compile(self.lhs)
        return f"({column} >= %s AND {column} < %s)", [*params, self.rhs, *params, self.rhs + END]


class Digits(models.Func):
    """The digits of a phone number: what else `validate_phone` allows is taken out. Written as it
    stands in the index, which SQLite does not find by an expression with parameters."""

    template = (
        "REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(%(expressions)s, '+', ''), '(', ''), ')', ''), "
        "' ', ''), '-', '')"
    )
    output_field = models.TextField()
