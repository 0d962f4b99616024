"""A page of search results: what a card shows of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.text import get_text_list

from accounts.models import Provider, User
from accounts.paths import path_of
from appointments.availability import next_free
from centres.clock import clock_time, iso_at, short_day
from centres.models import Affiliation, Centre
from centres.places import places_of_results
from centres.ratings import Given, given_to
from centres.search.fields import Field, centre_texts, provider_texts
from centres.search.query import Hit, Term
from centres.search.reasons import reason
from centres.search.text import words
from referrals.models import Referral
from referrals.openings import Openings, openings

CHIPS = 3
SERVICES = 6  # of a centre; its own page has them all
KINDS = ("centre", "provider")
ANY_PK = 1_000_000_000  # stands nowhere else in a path


@dataclass(frozen=True)
class Chip:
    """A free start, in words, and the address to book it at."""

    text: str
    path: str


@dataclass(frozen=True)
class Times:
    """The next free times at the places that are meant."""

    chips: Sequence[Chip] = ()
    where: str = ""  # for all of them, unless each says it
    more_path: str = ""
    more_where: str = ""


@dataclass(frozen=True)
class Result:
    """A card. All of it is text, because a page has twenty and a template is slow to put it
    together."""

    kind: str
    name: str
    path: str
    about: str
    reason: str
    stars: Given | None = None
    services: str = ""  # of a centre
    is_open: bool = False  # for the reader to book: not when a referral must come first
    letter: Referral | None = None  # the reader's, by which it is open
    times: Times = field(default_factory=Times)


def results_of(
    hits: Sequence[Hit], terms: Sequence[Term], *, reader: User, now: datetime
) -> list[Result]:
    """The results of one page in the order of `hits`. A fixed number of queries."""
    of_kind = {kind: [hit.document for hit in hits if hit.kind == kind] for kind in KINDS}
    centres = _centres(of_kind["centre"])
    providers = _Providers(of_kind["provider"], terms, reader=reader, now=now)
    of_centres, of_providers = given_to(
        centres=[centre.pk for centre in centres], providers=providers.pks
    )
    found = {
        centre.search_document.pk: _centre(centre, terms, of_centres.get(centre.pk))
        for centre in centres
    }
    found |= providers.results(of_providers)
    # Without those that were taken out meanwhile.
    return [found[hit.document] for hit in hits if hit.document in found]


def _centres(documents: Sequence[int]) -> Iterable[Centre]:
    """The centres of these documents (by pk)."""
    found = Centre.objects.filter(search_document__in=documents)
    return found.select_related("search_document")


def _centre(centre: Centre, terms: Sequence[Term], stars: Given | None) -> Result:
    document = centre.search_document
    kind, services = centre.get_kind_display(), document.services
    shown = [centre.name, kind, centre.address, *services[:SERVICES]]
    more = " and more" if len(services) > SERVICES else ""
    return Result(
        "centre",
        name=centre.name,
        path=path_of("centres:centre", centre.pk),
        about=f"{kind}, {centre.address}" if centre.address else kind,
        reason=reason(terms, centre_texts(centre, document.offers), shown, kind="centre"),
        stars=stars,
        services=", ".join(services[:SERVICES]) + more,
    )


class _Providers:
    """The providers of a page, with their places by the pks of their documents, and times."""

    def __init__(
        self, documents: Sequence[int], terms: Sequence[Term], *, reader: User, now: datetime
    ) -> None:
        self._terms = terms
        self._places = places_of_results(documents)
        self._meant = {pk: _meant(places, terms) for pk, places in self._places.items()}
        shown = [place for meant in self._meant.values() for place in meant]
        self._openings: Openings = openings(reader, shown, now=now)
        open_places = [place for place in shown if self._openings.is_open(place)]
        self._free = next_free(open_places, now=now, count=CHIPS)

    @property
    def pks(self) -> set[int]:
        return {places[0].provider_id for places in self._places.values()}

    def results(self, stars: Mapping[int, Given]) -> dict[int, Result]:
        """By the pks of their documents. `stars` by those of the providers."""
        return {
            pk: self._result(places, self._meant[pk], stars.get(places[0].provider_id))
            for pk, places in self._places.items()
        }

    def _result(
        self, places: Sequence[Affiliation], meant: Sequence[Affiliation], stars: Given | None
    ) -> Result:
        provider = places[0].provider
        letters = [letter for place in meant for letter in self._openings.letters_for(place)]
        free = [(start, place) for place in meant for start in self._free.get(place.pk, [])]
        return Result(
            "provider",
            name=provider.user.name,
            path=path_of("centres:provider", provider.pk),
            about=_about(provider, places),
            reason=_why(provider, places, self._terms),
            stars=stars,
            is_open=any(self._openings.is_open(place) for place in meant),
            letter=letters[0] if letters else None,
            times=_times(free, places, meant[0]),
        )


def _about(provider: Provider, places: Sequence[Affiliation]) -> str:
    """“Cardiology (Specialist) at Prince Hospital (Randwick) and Lodge (Manly)”"""
    profession = f" ({provider.profession})" if provider.expertise else ""
    where = [f"{place.centre} ({place.centre.suburb})" for place in places]
    return f"{provider.service}{profession} at {get_text_list(where, 'and')}"


def _why(provider: Provider, places: Sequence[Affiliation], terms: Sequence[Term]) -> str:
    centres = [place.centre for place in places]
    shown = [provider.user.name, provider.service, provider.profession.name]
    shown += [text for centre in centres for text in (centre.name, centre.suburb)]
    return reason(terms, provider_texts(provider, centres), shown, kind="provider")


def _meant(places: Sequence[Affiliation], terms: Sequence[Term]) -> Sequence[Affiliation]:
    """The places that the search names by their centre or suburb; all when it names none: who
    looks for a GP in Kensington is shown the times there."""
    if len(places) == 1:
        return places
    named = [sum(_names(term, place) for term in terms) for place in places]
    return [place for place, count in zip(places, named, strict=True) if count == max(named)]


def _names(term: Term, place: Affiliation) -> bool:
    texts = provider_texts(place.provider, [place.centre])
    return any(
        term.among(field, words(phrase))
        for field in (Field.CENTRE, Field.SUBURB)
        for phrase in texts[field]
    )


def _times(
    free: Sequence[tuple[datetime, Affiliation]],
    places: Sequence[Affiliation],
    otherwise: Affiliation,
) -> Times:
    """The first of the `free` starts. A place is named when the provider has others; once, when
    all are there. More times are where the first is, or at a place that is told."""
    first = sorted(free, key=lambda chip: (chip[0], chip[1].pk))[:CHIPS]
    next_place = first[0][1] if first else otherwise
    elsewhere = any(place != next_place for _, place in first)
    at_centre = f" at {next_place.centre}" if len(places) > 1 else ""
    note = f" ({next_place.centre.clock_note})" if next_place.centre.clock_note else ""
    return Times(
        [_chip(start, place, says_where=elsewhere) for start, place in first],
        where="" if elsewhere else at_centre + note,
        more_path=path_of("appointments:book", next_place.pk),
        more_where=at_centre,
    )


def _chip(start: datetime, place: Affiliation, *, says_where: bool) -> Chip:
    text, slot = _words_of(start, place.centre.zone)
    if says_where:
        note = f" ({place.centre.clock_note})" if place.centre.clock_note else ""
        text += f" at {place.centre}{note}"
    return Chip(text, f"{path_of('appointments:book', place.pk)}?slots={slot}")


@lru_cache(maxsize=4096)  # most cards of a page, and of the next ones, have the same times
def _words_of(start: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """“Wed 6 Aug, 5:30pm”, and the start as an address has it."""
    return f"{short_day(start, zone)}, {clock_time(start, zone)}", quote(iso_at(start, zone))
