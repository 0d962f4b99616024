"""The cache that all processes share."""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

NEVER = datetime.max.replace(tzinfo=UTC)
WRITE = (
    "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) "
    "DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
WRITE_UNLESS_LIVE = WRITE + " WHERE {table}.expires < %s"


class DatabaseCache(db.DatabaseCache):
    """Django's, with each write in one statement, and it tells when the database is away, full or
    locked.

    Django's counts the table before each write, and makes room among what has not expired: who
    makes enough noise could have the guesses at an account forgotten. And it answers a fault as if
    somebody else had been quicker: a limit on guesses takes that for too many.
    """

    def _base_set(
        self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT
    ) -> bool:
        """Whether it was written: `add` leaves what has not expired, and `touch` writes no value.
        Raises `OperationalError`."""
        expires = self._moment(self.get_backend_timeout(timeout))
        if mode == "touch":
            touch = "UPDATE {table} SET expires = %s WHERE cache_key = %s"
            return self._execute(touch, expires, key) > 0
        text = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode()
        if mode == "add":
            now = self._moment(datetime.now(UTC).timestamp())
            return self._execute(WRITE_UNLESS_LIVE, key, text, expires, now) > 0
        return self._execute(WRITE, key, text, expires) > 0

    def delete_expired(self, now: datetime) -> None:
        """What nobody asks for any more is not deleted otherwise."""
        self._execute("DELETE FROM {table} WHERE expires < %s", self._moment(now.timestamp()))

    def _moment(self, timestamp: float | None) -> Any:
        """As the table holds it, in whole seconds."""
        moment = NEVER if timestamp is None else datetime.fromtimestamp(timestamp, UTC)
        return self._connection.ops.adapt_datetimefield_value(moment.replace(microsecond=0))

    def _execute(self, statement: str, *values: Any) -> int:
        """How many rows were written."""
        table = self._connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        with self._connection.cursor() as cursor:
            cursor.execute(statement.format(table=table), values)
            return int(cursor.rowcount)

    @property
    def _connection(self) -> BaseDatabaseWrapper:
        return connections[router.db_for_write(self.cache_model_class) or "default"]
