"""A page of search results: what a card shows of each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Provider, User
from appointments.availability import next_free
from centres.models import Affiliation, Centre, SearchDocument
from centres.search.fields import Field, centre_texts, provider_texts
from centres.search.query import Hit, Term
from centres.search.reasons import reason
from centres.search.text import words
from referrals.models import Referral
from referrals.openings import openings

CHIPS = 3
SERVICES = 6  # of a centre; its own page has them all


@dataclass(frozen=True)
class Chip:
    """A free start, and the place it can be booked at."""

    start: datetime
    affiliation: Affiliation


@dataclass(frozen=True)
class Result:
    kind: str
    document: SearchDocument
    reason: str
    places: Sequence[Affiliation] = ()
    places_meant: Sequence[Affiliation] = ()
    chips: Sequence[Chip] = ()
    is_open: bool = False  # for the reader to book: not when a referral must come first
    letter: Referral | None = None  # the reader's, by which it is open

    @property
    def subject(self) -> Centre | Provider | None:
        return self.document.centre or self.document.provider

    @property
    def services_shown(self) -> Sequence[str]:
        return self.document.services[:SERVICES]

    @property
    def next_place(self) -> Affiliation:
        """Where “More times” leads: to the place with the next free time."""
        return self.chips[0].affiliation if self.chips else self.places_meant[0]

    @property
    def says_where(self) -> bool:
        """Whether the times are at a place that has to be named: the provider has others."""
        return len(self.places) > 1

    @property
    def at_one_place(self) -> bool:
        return all(chip.affiliation == self.next_place for chip in self.chips)


def results_of(
    hits: Sequence[Hit], terms: Sequence[Term], *, reader: User, now: datetime
) -> list[Result]:
    """The results of one page in the order of `hits`. A fixed number of queries."""
    documents = (
        SearchDocument.objects.with_subjects()
        .with_ratings()
        .in_bulk([hit.document for hit in hits])
    )
    providers = [doc.provider_id for doc in documents.values() if doc.provider_id is not None]
    places = _places(providers)
    meant = {provider: _meant(found, terms) for provider, found in places.items()}
    shown = [place for found in meant.values() for place in found]
    open_to = openings(reader, shown, now=now)
    chips = _chips([place for place in shown if open_to.is_open(place)], now=now)
    results = []
    for hit in hits:
        document = documents[hit.document]
        if document.centre is not None:
            why = _why_centre(document, document.centre, terms)
            results.append(Result("centre", document, why))
        elif document.provider is not None:
            pk = document.provider.pk
            letters = [one for place in meant[pk] for one in open_to.letters_for(place)]
            results.append(
                Result(
                    "provider",
                    document,
                    _why_provider(document.provider, places[pk], terms),
                    places=places[pk],
                    places_meant=meant[pk],
                    chips=chips[pk],
                    is_open=any(open_to.is_open(place) for place in meant[pk]),
                    letter=letters[0] if letters else None,
                )
            )
    return results


def _why_centre(document: SearchDocument, centre: Centre, terms: Sequence[Term]) -> str:
    shown = [centre.name, centre.get_kind_display(), centre.address]
    shown += document.services[:SERVICES]
    return reason(terms, centre_texts(centre, document.offers), shown, kind="centre")


def _why_provider(provider: Provider, places: Sequence[Affiliation], terms: Sequence[Term]) -> str:
    centres = [place.centre for place in places]
    shown = [provider.user.name, provider.service, provider.profession.name]
    shown += [text for centre in centres for text in (centre.name, centre.suburb)]
    return reason(terms, provider_texts(provider, centres), shown, kind="provider")


def _places(providers: Sequence[int]) -> dict[int, list[Affiliation]]:
    places = defaultdict(list)
    for affiliation in Affiliation.objects.of_providers(providers):
        places[affiliation.provider_id].append(affiliation)
    return places


def _meant(places: Sequence[Affiliation], terms: Sequence[Term]) -> list[Affiliation]:
    """The places that the search names by their centre or suburb; all when it names none: who
    looks for a GP in Kensington is shown the times there."""
    named = [sum(_names(term, place) for term in terms) for place in places]
    return [place for place, count in zip(places, named, strict=True) if count == max(named)]


def _names(term: Term, place: Affiliation) -> bool:
    texts = provider_texts(place.provider, [place.centre])
    return any(
        term.among(field, words(phrase))
        for field in (Field.CENTRE, Field.SUBURB)
        for phrase in texts[field]
    )


def _chips(places: Sequence[Affiliation], *, now: datetime) -> dict[int, list[Chip]]:
    """For each provider (by pk) the next free starts at any of these places."""
    free = next_free(places, now=now, count=CHIPS)
    chips: defaultdict[int, list[Chip]] = defaultdict(list)
    for place in places:
        chips[place.provider_id] += [Chip(start, place) for start in free[place.pk]]
    for found in chips.values():
        found.sort(key=lambda chip: (chip.start, chip.affiliation.pk))
        del found[CHIPS:]
    return chips
