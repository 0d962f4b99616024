"""The public holidays of a state: days on which its centres may close."""

from dataclasses import dataclass
from datetime import date

from holidays import HALF_DAY, PUBLIC, country_holidays


@dataclass(frozen=True, order=True)
class Holiday:
    """A day with the names of what falls on it, joined by semicolons."""

    day: date
    name: str


def holidays_of(state: str, year: int) -> list[Holiday]:
    """The public holidays of a year in a state (of `Centre.State`), in order: the days themselves
    and those that stand in for them (“observed”). A show day that the state gives to its capital
    alone is among them; those of other districts are not known."""
    return _known(state, year, PUBLIC)


def evenings_of(state: str, year: int) -> list[Holiday]:
    """The days of a year of which only the evening is a public holiday; the name says from when."""
    return _known(state, year, HALF_DAY)


def _known(state: str, year: int, category: str) -> list[Holiday]:
    # Without a language the names would follow the locale of the process.
    found = country_holidays("AU", subdiv=state, years=year, categories=category, language="en_AU")
    return sorted(Holiday(day, name) for day, name in found.items())
