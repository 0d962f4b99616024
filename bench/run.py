"""Everything that is measured at one size, in one run."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from itertools import cycle, islice

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench import writes
from bench.cast import Cast, assemble
from bench.client import HttpSession
from bench.commands import Work, commands
from bench.explain import explain
from bench.load import Figures, measure
from bench.pages import floor_of, opening, pages
from bench.people import People
from bench.server import Server, serving
from bench.sizes import IMPORTED, SIZES
from bench.writes import Crowd
from centres.models import Centre
from medisoft.growing.grow import grow

MIXED = 10_000  # requests, to all pages in turn, after which a worker must not have grown
PASSWORDS = 1_000  # hashed in an import
STEPS = 4  # at which its memory is looked at


class OtherDatabase(Exception):
    """What is in the database was not put there for this size."""


@dataclass
class Results:
    """Figures of one run; `grown` in rows a second, memory in MB (10^6 bytes)."""

    size: str
    database: str
    day: str
    pages: list[Figures] = field(default_factory=list)
    crowds: list[Crowd] = field(default_factory=list)
    memory: dict[str, float] = field(default_factory=dict)
    commands: list[Work] = field(default_factory=list)
    grown: float | None = None  # when this run filled the database
    explained: int = 0  # queries
    faults: list[str] = field(default_factory=list)  # of their plans

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def run(size: str, part: str = "", *, with_commands: bool = True) -> Results:
    """`part` limits what is measured to the pages and writes that have it in their names. Raises
    `OtherDatabase`."""
    now = timezone.now()
    results = Results(size, connection.vendor, str(now.date()))
    results.grown = _fill(size, now)
    cast = assemble(now)
    _say("Collecting static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    with serving(os.environ) as server:
        people = People(cast, partial(HttpSession, server.port))
        results.memory["at the start"] = server.memory_mb()
        for figures in _all_figures(server, people, cast, part):
            _say(f"{figures.name}: {figures.p50:.1f} ms, {figures.floors:.1f} x F")
            results.pages.append(figures)
        if not part:
            _say(f"Crowds, and {MIXED} requests to all pages")
            results.crowds = [writes.crowd(people, cast), writes.writers(people, cast)]
            results.memory |= _memory(server, people, cast)
    _say("Asking for the plans of queries")
    results.explained, results.faults = explain(part)
    if with_commands and not part:
        _say("Running the commands of operators")
        results.commands = list(commands(rows=IMPORTED[size], passwords=PASSWORDS))
    return results


def _fill(size: str, now: datetime) -> float | None:
    """Grow an empty database, and return the rows a second; None for one that is filled."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if User.objects.exists():
        if Centre.objects.count() != SIZES[size].centres:
            raise OtherDatabase(f"The database holds something else than the size “{size}”.")
        return None
    _say(f"Filling a database of size “{size}”")
    began = time.perf_counter()
    rows = grow(SIZES[size], seed=1, today=timezone.localdate(now))
    return rows / (time.perf_counter() - began)


def _all_figures(server: Server, people: People, cast: Cast, part: str) -> Iterator[Figures]:
    floor = opening(people, floor_of(cast))
    for page in [floor_of(cast), *pages(cast)]:
        if part in page.name:
            _say(f"Measuring: {page.name}")
            figures = measure(server, page.name, opening(people, page), floor, most=page.most)
            figures.by_hand = page.by_hand.milliseconds() if page.by_hand else None
            yield figures
    for write in writes.all_writes(people, cast):
        if part in write.name:
            _say(f"Measuring: {write.name}")
            yield measure(
                server, write.name, write.ask, floor, most=write.most, blocks=write.blocks
            )


def _memory(server: Server, people: People, cast: Cast) -> dict[str, float]:
    """What the worker holds while all pages are opened in turn."""
    held = {"after every page": server.memory_mb()}
    openings = cycle([opening(people, page) for page in pages(cast)])
    for step in range(1, STEPS + 1):
        for ask in islice(openings, MIXED // STEPS):
            ask(False)
        held[f"{step * MIXED // STEPS} requests later"] = server.memory_mb()
    held["at most, ever"] = server.peak_memory_mb()
    return held


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")
