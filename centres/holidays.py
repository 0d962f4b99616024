"""The public holidays of a state: days on which its centres may close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from centres.clock import edges_of_day
from centres.hours import leave_nothing
from centres.models import Centre


@dataclass(frozen=True, order=True)
class Holiday:
    """A day with the names of what falls on it, joined by semicolons."""

    day: date
    name: str


def holidays_of(state: str, year: int) -> list[Holiday]:
    """The public holidays of a year in a state (of `Centre.State`), in order: the days themselves
    and those that stand in for them (“observed”). A show day that the state gives to its capital
    alone is among them; those of other districts are not known. None without a state: each keeps
    its own."""
    return _known(state, year, "public")


def evenings_of(state: str, year: int) -> list[Holiday]:
    """The days of a year of which only the evening is a public holiday; the name says from when."""
    return _known(state, year, "half_day")


def closed_days(centre: Centre, holidays: Sequence[Holiday]) -> set[date]:
    """Those of the days of which time off of the centre takes the whole."""
    edges = {holiday.day: edges_of_day(holiday.day, centre.zone) for holiday in holidays}
    if not edges:
        return set()
    spans = centre.time_off.filter(ends_at__gt=min(edges.values())[0])
    off = list(spans.values_list("starts_at", "ends_at"))
    return {day for day, (first, last) in edges.items() if leave_nothing(off, first, last)}


def _known(state: str, year: int, category: str) -> list[Holiday]:
    if not state:
        return []
    from holidays import country_holidays  # six megabytes, for a page that is opened once a year

    # Without a language the names would follow the locale of the process.
    found = country_holidays("AU", subdiv=state, years=year, categories=category, language="en_AU")
    return sorted(Holiday(day, name) for day, name in found.items())
