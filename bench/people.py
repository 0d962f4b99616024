"""Sessions of the cast, each logged in once."""

from itertools import count

from bench.cast import Cast
from bench.client import Session


class People:
    """Who is on the site. Each comes from an address of their own, as behind a proxy."""

    def __init__(self, port: int, cast: Cast) -> None:
        self._port = port
        self._cast = cast
        self._sessions: dict[str, Session] = {}
        self._addresses = count()

    def named(self, who: str) -> Session:
        """Somebody of the cast: "patient", "gp", "staff" or "superuser"."""
        return self.at(str(getattr(self._cast, who)))

    def at(self, email: str) -> Session:
        """Whoever has that email."""
        if email not in self._sessions:
            self._sessions[email] = self.another()
            self._sessions[email].log_in(email)
        return self._sessions[email]

    def another(self) -> Session:
        """Somebody new, who is not logged in."""
        nth = next(self._addresses)
        return Session(self._port, f"198.18.{nth // 250}.{nth % 250 + 1}")
