"""A page of search results: what a card shows of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.text import get_text_list

from accounts.models import User
from accounts.paths import path_of
from appointments.availability import next_free
from centres.clock import clock_time, iso_at, short_day
from centres.ratings import Given, given_to
from centres.search.fields import Field, centre_texts, provider_texts, services_in
from centres.search.query import Hit, Term
from centres.search.reasons import reason
from centres.search.shown import (
    Place,
    ShownCentre,
    ShownProvider,
    Site,
    centres_of,
    providers_of,
)
from centres.search.text import words
from referrals.openings import Openings, openings

CHIPS = 3
SERVICES = 6  # of a centre; its own page has them all

Free = tuple[datetime, Place]


class Chip(NamedTuple):
    """A free start: the address to book it at, and in words."""

    path: str
    text: str


@dataclass(slots=True)
class Card:
    """All of it is text, because a page has twenty and a template is slow to put it together."""

    name: str
    path: str
    about: str
    reason: str
    average: str  # both are empty while nobody has rated
    ratings: str
    services: str = ""  # of a centre
    needs_letter: bool = False  # of a provider, as long as the reader has none
    is_open: bool = False  # of a provider, for the reader to book
    letter: str = ""  # of the reader, by which it is open
    chips: Sequence[Chip] = ()
    where: str = ""  # of all of them, unless each says it
    more_path: str = ""
    more_where: str = ""


def results_of(
    hits: Sequence[Hit], terms: Sequence[Term], *, reader: User, now: datetime
) -> list[tuple[str, list[Card]]]:
    """The cards of one page by their kinds, in the order of `hits`. A fixed number of queries."""
    centres = centres_of([hit.document for hit in hits if hit.centre is not None])
    providers = providers_of([hit.document for hit in hits if hit.centre is None])
    of_centres, of_providers = given_to(
        centres=[centre.pk for centre in centres.values()],
        providers=[provider.pk for provider in providers.values()],
    )
    times = _Times(providers.values(), terms, reader=reader, now=now)
    cards = {
        document: _of_centre(centre, terms, of_centres.get(centre.pk))
        for document, centre in centres.items()
    }
    for document, provider in providers.items():
        cards[document] = _of_provider(provider, terms, of_providers.get(provider.pk))
        times.add(cards[document], provider)
    # Without those that were taken out meanwhile.
    found = [(hit.kind, cards[hit.document]) for hit in hits if hit.document in cards]
    kinds = dict.fromkeys(kind for kind, _ in found)
    return [(kind, [card for other, card in found if other == kind]) for kind in kinds]


def _of_centre(centre: ShownCentre, terms: Sequence[Term], stars: Given | None) -> Card:
    services = services_in(centre.offers)
    shown = [centre.name, centre.kind, centre.address, *services[:SERVICES]]
    texts = centre_texts(name=centre.name, kind=centre.kind, town=centre.town, offers=centre.offers)
    return Card(
        name=centre.name,
        path=path_of("centres:centre", centre.pk),
        about=f"{centre.kind}, {centre.address}" if centre.address else centre.kind,
        reason=reason(terms, texts, shown, kind="centre"),
        average=stars.average if stars else "",
        ratings=stars.count if stars else "",
        services=", ".join(services[:SERVICES]) + " and more" * (len(services) > SERVICES),
    )


def _of_provider(provider: ShownProvider, terms: Sequence[Term], stars: Given | None) -> Card:
    return Card(
        name=provider.name,
        path=path_of("centres:provider", provider.pk),
        about=_about(provider),
        reason=_why(provider, terms),
        average=stars.average if stars else "",
        ratings=stars.count if stars else "",
    )


def _about(provider: ShownProvider) -> str:
    """“Cardiology (Specialist) at Prince Hospital (Randwick) and Lodge (Manly)”"""
    profession = f" ({provider.profession})" if provider.expertise else ""
    where = [f"{place.centre.name} ({place.centre.suburb})" for place in provider.places]
    return f"{provider.service}{profession} at {get_text_list(where, 'and')}"


def _why(provider: ShownProvider, terms: Sequence[Term]) -> str:
    centres = [place.centre for place in provider.places]
    texts = provider_texts(
        name=provider.name,
        profession=provider.profession,
        expertise=provider.expertise,
        centres=centres,
    )
    shown = [provider.name, provider.service, provider.profession]
    shown += [text for centre in centres for text in (centre.name, centre.suburb)]
    return reason(terms, texts, shown, kind="provider")


class _Times:
    """The next free times of the providers of a page, at the places that are meant."""

    def __init__(
        self,
        providers: Iterable[ShownProvider],
        terms: Sequence[Term],
        *,
        reader: User,
        now: datetime,
    ) -> None:
        self._meant = {provider.pk: _meant(provider.places, terms) for provider in providers}
        shown = [place for meant in self._meant.values() for place in meant]
        self._openings: Openings = openings(reader, shown, now=now)
        open_places = [place for place in shown if self._openings.is_open(place)]
        self._free = next_free(open_places, now=now, count=CHIPS)

    def add(self, card: Card, provider: ShownProvider) -> None:
        """Say on the card when, where and by which letter the provider can be booked."""
        meant = self._meant[provider.pk]
        card.is_open = any(self._openings.is_open(place) for place in meant)
        card.needs_letter = not card.is_open
        letters = (letter for place in meant for letter in self._openings.letters_for(place))
        card.letter = next((letter.as_held for letter in letters), "")
        free = [(start, place) for place in meant for start in self._free.get(place.pk, [])]
        _add_times(card, free, provider.places, meant[0])


def _meant(places: Sequence[Place], terms: Sequence[Term]) -> Sequence[Place]:
    """The places that the search names by their centre or suburb; all when it names none: who
    looks for a GP in Kensington is shown the times there."""
    if len(places) == 1:
        return places
    named = [sum(_names(term, place.centre) for term in terms) for place in places]
    return [place for place, count in zip(places, named, strict=True) if count == max(named)]


def _names(term: Term, centre: Site) -> bool:
    return bool(
        term.among(Field.CENTRE, words(centre.name)) or term.among(Field.SUBURB, words(centre.town))
    )


def _add_times(card: Card, free: Sequence[Free], places: Sequence[Place], otherwise: Place) -> None:
    """The first of the `free` starts. A place is named when the provider has others; once, when
    all are there. More times are where the first is, or at a place that is told."""
    first = sorted(free, key=lambda chip: (chip[0], chip[1].pk))[:CHIPS]
    next_place = first[0][1] if first else otherwise
    elsewhere = any(place is not next_place for _, place in first)
    at_centre = f" at {next_place.centre.name}" if len(places) > 1 else ""
    path = path_of("appointments:book", next_place.pk)
    if elsewhere:
        card.chips = [_chip_elsewhere(start, place) for start, place in first]
    else:
        card.chips = [_chip(path, start, next_place.centre) for start, _ in first]
        card.where = at_centre + _clock_note(next_place.centre)
    card.more_path = path
    card.more_where = at_centre


def _chip(path: str, start: datetime, centre: Site) -> Chip:
    text, query = _words_of(start, centre.zone)
    return Chip(f"{path}{query}", text)


def _chip_elsewhere(start: datetime, place: Place) -> Chip:
    """It says where."""
    path, text = _chip(path_of("appointments:book", place.pk), start, place.centre)
    return Chip(path, f"{text} at {place.centre.name}{_clock_note(place.centre)}")


def _clock_note(centre: Site) -> str:
    return f" ({centre.clock_note})" if centre.clock_note else ""


@lru_cache(maxsize=4096)  # most cards of a page, and of the next ones, have the same times
def _words_of(start: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """“Wed 6 Aug, 5:30pm”, and the query of the address to book it at."""
    words = f"{short_day(start, zone)}, {clock_time(start, zone)}"
    return words, f"?slots={quote(iso_at(start, zone))}"
