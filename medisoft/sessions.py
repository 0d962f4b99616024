"""Sessions in the database, found by keys of the one form that they have."""

import re

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from accounts.management.base import AWAY


class SessionStore(db.SessionStore):
    """Django's, but a cookie that is no key is never looked up, since PostgreSQL fails on a NUL;
    and a database that cannot be written is told as that."""

    def _validate_session_key(self, key: str | None) -> bool:
        return re.fullmatch("[a-z0-9]{32}", key or "") is not None

    def save(self, must_create: bool = False) -> None:
        """Raises `OperationalError` or `InterfaceError` for a database that is away, full or
        locked. Django takes each for a session that was deleted meanwhile, and answers 400."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, AWAY):
                raise error.__context__ from None
            raise
