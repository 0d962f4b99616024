"""Driving the server, and what comes of it. A page and the floor take turns, block by block, so
that a machine that gets slower or quicker meanwhile changes both."""

import time
from dataclasses import dataclass
from statistics import median, quantiles

from bench.answer import Answer, Ask
from bench.server import Server

BLOCKS = 8
# At most so many requests in a row, and of a slow page what fits into so many seconds.
WARM_UP, TRACED, BLOCK = (10, 2.0), (40, 4.0), (40, 2.0)
LEAST = 3  # requests in a row, however slow


@dataclass
class Figures:
    """Milliseconds of one session that waits for each answer, unless told otherwise. A core's
    requests are those of a second in which the worker and the database work."""

    name: str
    p50: float
    p95: float
    p99: float
    floor: float  # the p50 of F beside it
    floors: float  # the p50 in that of F
    a_core: float  # requests
    floors_of_work: float  # processor time, in that of F
    queries: int
    sql: float
    sql_p95: float
    kilobytes: float
    most: float | None  # times F that it may cost; None where that says nothing
    by_hand: float | None = None  # milliseconds of Q


@dataclass
class Block:
    seconds: list[float]
    cpu: float  # of worker and database, a request


def measure(
    server: Server, name: str, ask: Ask, floor: Ask, *, most: float | None, blocks: int = BLOCKS
) -> Figures:
    """Raises `Unexpected` for an answer that is none."""
    _row(floor, WARM_UP)
    _row(ask, WARM_UP)
    traced = _row(ask, TRACED, traced=True)
    pairs = [(_block(server, floor), _block(server, ask)) for _ in range(blocks)]
    times = [seconds * 1000 for _, page in pairs for seconds in page.seconds]
    p95, p99 = (quantiles(times, n=100)[n - 1] for n in (95, 99))
    cpu = median(page.cpu for _, page in pairs)
    sql = sorted(answer.sql_ms for answer in traced)
    return Figures(
        name=name,
        p50=median(times),
        p95=p95,
        p99=p99,
        floor=median(seconds * 1000 for under, _ in pairs for seconds in under.seconds),
        floors=median(median(page.seconds) / median(under.seconds) for under, page in pairs),
        a_core=1 / cpu,
        floors_of_work=median(page.cpu / under.cpu for under, page in pairs),
        queries=max(answer.queries for answer in traced),
        sql=median(sql),
        sql_p95=quantiles(sql, n=20)[-1],
        kilobytes=median(len(answer.body) for answer in traced) / 1000,
        most=most,
    )


def _block(server: Server, ask: Ask) -> Block:
    began = sum(server.cpu_seconds())
    seconds = [answer.seconds for answer in _row(ask, BLOCK)]
    return Block(seconds, (sum(server.cpu_seconds()) - began) / len(seconds))


def _row(ask: Ask, limits: tuple[int, float], *, traced: bool = False) -> list[Answer]:
    """Requests one after another, up to a number of them and of seconds."""
    most, budget = limits
    answers: list[Answer] = []
    end = time.monotonic() + budget
    while len(answers) < most and (len(answers) < LEAST or time.monotonic() < end):
        answers.append(ask(traced))
    return answers
