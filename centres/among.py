"""Many keys in a statement written by hand."""

from collections.abc import Collection
from typing import Any

from django.db import connection


def among(pks: Collection[int]) -> tuple[str, list[Any]]:
    """What to write behind a column that is one of `pks`, and the values to bind for it. On
    PostgreSQL they are one value: a statement whose text depends on their number would be read and
    planned anew for each."""
    if connection.vendor == "postgresql":
        return "= ANY(%s::bigint[])", [list(pks)]
    return f"IN ({', '.join(['%s'] * len(pks))})", list(pks)
