"""Sessions in the database, found by keys of the one form that they have."""

import re

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's, but a cookie that is no key is never looked up: PostgreSQL fails on a NUL."""

    def _validate_session_key(self, key: str | None) -> bool:
        return re.fullmatch("[a-z0-9]{32}", key or "") is not None
