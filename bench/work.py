"""All that is measured page by page, answered in this process."""

from django.utils import timezone

from bench.answer import Ask
from bench.cast import Cast, assemble
from bench.inside import InsideSession
from bench.pages import opening, pages
from bench.people import People
from bench.writes import all_writes


def all_inside() -> tuple[People, Cast, dict[str, Ask]]:
    """By name. The database is one that `python -m bench` has filled."""
    cast = assemble(timezone.now())
    people = People(cast, InsideSession)
    asks = {page.name: opening(people, page) for page in pages(cast)}
    asks |= {w.name: w.ask for w in all_writes(people, cast) if w.name != "log-in"}
    return people, cast, asks
