"""All that is measured page by page, answered in this process."""

import re
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
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
    """The SQL of a page, asked `times` times; of queries that differ only in values the first."""
    seen = set()
    with CaptureQueriesContext(connection) as captured:
        for _ in range(times):
            ask(False)
    for query in captured.captured_queries:
        shape = VALUE.sub("?", query["sql"])
        if shape not in seen:
            seen.add(shape)
            yield query["sql"]
