"""The cache that all processes share."""

from datetime import datetime
from typing import Any

from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import OperationalError, connections, router, transaction


class DatabaseCache(db.DatabaseCache):
    """Django's, but it forgets nothing before its time, and it tells when the database is away,
    full or locked: Django's answers as if somebody else had been quicker, and a limit on guesses
    takes that for too many."""

    def _base_set(
        self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT
    ) -> bool:
        """Raises `OperationalError`."""
        connection = connections[router.db_for_write(self.cache_model_class) or "default"]
        faults: list[OperationalError] = []

        def note_faults(execute: Any, *arguments: Any) -> Any:
            try:
                return execute(*arguments)
            except OperationalError as fault:
                faults.append(fault)
                raise

        # The outer transaction begins and commits where nothing silences it.
        with (
            connection.execute_wrapper(note_faults),
            transaction.atomic(using=connection.alias),
        ):
            written: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
            for fault in faults:
                raise fault
        return written

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        """Delete what has expired. Django's then deletes a part of the rest, and so who makes
        enough noise could have the guesses at an account forgotten."""
        connection = connections[db]
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        expired = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [expired])  # noqa: S608
