"""Sessions of the cast, each logged in once."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Protocol

from bench.answer import Answer
from bench.cast import Cast


class Session(Protocol):
    """Somebody's browser."""

    def log_in(self, email: str, *, traced: bool = False) -> Answer:
        """The answer to the form."""

    def get(self, path: str, *, traced: bool = False) -> Answer: ...

    def post(
        self, path: str, fields: Sequence[tuple[str, str]], *, traced: bool = False
    ) -> Answer: ...


class People:
    """Who is on the site. `arrive` opens a session from an address: each person has their own, as
    behind a proxy, since limits on guesses go by it."""

    def __init__(self, cast: Cast, arrive: Callable[[str], Session]) -> None:
        self._cast = cast
        self._arrive = arrive
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
        return self._arrive(f"198.18.{nth // 250}.{nth % 250 + 1}")
