"""Many keys in a statement written by hand."""

from collections.abc import Collection
from typing import Any

from django.db import connection


def among(pks: Collection[int]) -> tuple[str, list[Any]]:
    """What to write behind a column that is one of `pks`, and the values to bind for it.

    On PostgreSQL they are one value: a statement whose text depends on their number would be read
    and planned anew for each. And they are read from it as from a table: an array as it stands is
    counted, and for a few keys PostgreSQL then plans each time anew, which takes longer than to
    look them up. It is bound as text: the driver takes as long again for a list.
    """
    if connection.vendor == "postgresql":
        return "= ANY(ARRAY(SELECT unnest(%s::bigint[])))", [f"{{{','.join(map(str, pks))}}}"]
    return f"IN ({', '.join(['%s'] * len(pks))})", list(pks)
