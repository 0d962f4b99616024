"""What comes back for a request."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


class Unexpected(Exception):
    """An answer that no measurement is of use with."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    seconds: float
    queries: int = 0  # of who asked for a trace
    sql_ms: float = 0


Ask = Callable[[bool], Answer]  # with a trace or without


def expecting(status: int, asks: Iterator[Ask]) -> Ask:
    """The next of `asks` each time. Raises `Unexpected` for another status."""

    def ask(traced: bool) -> Answer:
        answer = next(asks)(traced)
        if answer.status != status:
            raise Unexpected(f"{answer.status} instead of {status}: {answer.body[:2000]!r}")
        return answer

    return ask
