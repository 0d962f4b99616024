"""All that is measured page by page, answered in this process."""

import re
from collections.abc import Iterator

from django.utils import timezone

from bench.answer import Ask
from bench.cast import assemble
from bench.inside import InsideSession
from bench.pages import floor_of, opening, pages
from bench.people import People
from bench.writes import all_writes

VALUE = re.compile(r"'[^']*'(?:::\w+)?|\b\d+\b")


def all_inside() -> dict[str, Ask]:
    """By name, but for the log-in, which is another here. The database is one that `python -m
    bench` has filled."""
    cast = assemble(timezone.now())
    people = People(cast, InsideSession)
    asks = {page.name: opening(people, page) for page in [floor_of(cast), *pages(cast)]}
    asks |= {w.name: w.ask for w in all_writes(people, cast) if w.name != "log-in"}
    return asks


def queries_of(ask: Ask, *, times: int) -> Iterator[str]:
    """The SQL of a page, asked `times` times once the process knows what it keeps; of queries that
    differ only in values the first."""
    ask(False)
    InsideSession.seen.clear()
    for _ in range(times):
        ask(True)
    shapes = set()
    for sql in InsideSession.seen:
        shape = VALUE.sub("?", sql)
        if shape not in shapes:
            shapes.add(shape)
            yield sql
