"""What comes of the times of requests."""

from itertools import count, repeat
from typing import cast

import pytest

from bench.answer import Answer, Ask, Unexpected, expecting
from bench.load import Figures, measure
from bench.server import Server


class Working:
    """A server whose processor time is told by the requests."""

    def __init__(self) -> None:
        self.worker = self.database = 0.0

    def cpu_seconds(self) -> tuple[float, float]:
        return self.worker, self.database


def asking(server: Working, *, seconds: float, worker: float, database: float = 0) -> Ask:
    def ask(traced: bool) -> Answer:
        server.worker += worker
        server.database += database
        return Answer(200, b"x" * 3000, seconds, queries=7, sql_ms=1.5)

    return ask


def measured() -> Figures:
    server = Working()
    page = asking(server, seconds=0.006, worker=0.003, database=0.002)
    floor = asking(server, seconds=0.002, worker=0.001)
    return measure(cast(Server, server), "a page", page, floor, most=3)


def test_a_page_is_told_in_times_the_floor() -> None:
    figures = measured()

    assert figures.p50 == pytest.approx(6)
    assert figures.floors == pytest.approx(3)


def test_a_core_works_for_the_server_and_for_the_database() -> None:
    figures = measured()

    assert figures.a_core == pytest.approx(200)
    assert figures.floors_of_work == pytest.approx(5)


def test_queries_their_time_and_the_size_are_told() -> None:
    figures = measured()

    assert (figures.queries, figures.sql, figures.kilobytes) == (7, 1.5, 3.0)


def test_the_slowest_requests_stand_in_the_last_percentiles() -> None:
    server, seconds = Working(), count()
    floor = asking(server, seconds=0.001, worker=0.001)

    def ask(traced: bool) -> Answer:
        server.worker += 0.001
        is_slow = next(seconds) % 50 == 0
        return Answer(200, b"", 1 if is_slow else 0.001)

    figures = measure(cast(Server, server), "a page", ask, floor, most=3)

    assert figures.p50 == pytest.approx(1)
    assert figures.p95 == pytest.approx(1)
    assert figures.p99 == pytest.approx(1000)


def test_an_answer_of_another_status_ends_the_measurement() -> None:
    refuse: Ask = lambda traced: Answer(403, b"Not for you", 0.001)  # noqa: E731

    with pytest.raises(Unexpected, match="403 instead of 200: b'Not for you'"):
        expecting(200, repeat(refuse))(False)
