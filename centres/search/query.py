"""From what somebody typed to the documents that match it, the best first.

The typed words are compared with the distinct words of the index, in memory; the documents that
hold the words found are then plain joins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import NamedTuple, Self

from centres.models import SearchPosting
from centres.search import text
from centres.search.conditions import NAMES, OUTSIDE_NAME
from centres.search.statement import Row, best, first_by_name, is_any
from centres.search.vocabulary import EXACT, ONE_ERROR, Vocabulary

Field = SearchPosting.Field

# Words that carry no meaning of their own: a document need not hold them, but it comes first if
# it does, as they are. “An” and “Do” are surnames, too.
OPTIONAL = {"a", "an", "and", "at", "by", "dr", "for", "from", "in", "me", "mr", "mrs", "ms", "my"}
OPTIONAL |= {"near", "of", "on", "prof", "professor", "test", "tests", "the", "to", "with"}

# Which fields a filter looks into. A specialist's service is their expertise.
FILTER_FIELDS = {
    "suburb": frozenset({Field.SUBURB}),
    "service": frozenset({Field.SERVICE, Field.EXPERTISE}),
    "expertise": frozenset({Field.EXPERTISE}),
}

MOST = 200  # results: ten pages, which is further than anybody reads
MANY = 2000  # documents; fewer are read and sorted at once
WALKED = 2000  # documents; to go through more by name takes longer than to sort all matches
MARGIN = 4  # for documents that are looked through: matches may lie far apart


@dataclass(frozen=True)
class Term:
    """A typed word, folded, and the indexed words it may mean with their distances."""

    typed: str
    written: str  # as it was typed, with its accents and capitals
    likes: Mapping[str, int]
    frequency: int  # about how many documents hold one of them
    share: float  # about which part of all documents holds one of the sure ones, at most 1
    in_names: Mapping[str, int]  # those that are in names, and about in how many
    source: str  # the form field it was typed into
    fields: frozenset[Field] | None = None  # where it must stand; None is anywhere
    required: bool = True

    def among(self, field: int, words: Iterable[str]) -> list[str]:
        """Which words of a field are meant."""
        if self.fields is not None and field not in self.fields:
            return []
        return [word for word in words if word in self.likes]

    def plain(self) -> Self:
        """The same term without what it means only if it is misspelt."""
        likes = {word: far for word, far in self.likes.items() if far < ONE_ERROR}
        return replace(self, likes=likes)

    def sure(self) -> Self:
        """Without what it means only if it is misspelt, unless it is."""
        plain = self.plain()
        return plain if plain.likes else self

    def named(self) -> Self:
        """The same term in names alone; of a filter, which looks elsewhere, nothing remains."""
        names = {} if self.fields else self.in_names
        frequency = sum(names.values())
        return replace(
            self,
            likes={word: self.likes[word] for word in names},
            fields=NAMES,
            frequency=frequency,
            share=self.share * frequency / max(1, self.frequency),
        )


class Hit(NamedTuple):
    """A matching document: its pk, that of the centre where it is of one, and how far it is from
    what was typed."""

    document: int
    centre: int | None
    distance: int

    @property
    def kind(self) -> str:
        return "provider" if self.centre is None else "centre"


def terms_of(typed: Mapping[str, str], vocabulary: Vocabulary) -> list[Term]:
    """The terms of what was typed into `q` and into each filter."""
    terms = []
    for source in ("q", *FILTER_FIELDS):
        phrase = typed.get(source, "")
        words = text.typed_words(phrase)
        only_optional = OPTIONAL.issuperset(words)
        for word in words:
            likes = vocabulary.like(word)
            required = only_optional or word not in OPTIONAL
            if not required:
                likes = {like: far for like, far in likes.items() if far == EXACT}
            sure = [like for like, far in likes.items() if far < ONE_ERROR] or likes
            terms.append(
                Term(
                    word,
                    text.as_typed(phrase, word),
                    likes,
                    vocabulary.frequency(likes),
                    vocabulary.share(sure),
                    vocabulary.in_names(sure),
                    source,
                    FILTER_FIELDS.get(source),
                    required,
                )
            )
    return terms


class Found(NamedTuple):
    """The best matches, and whether there are others."""

    hits: list[Hit]
    has_more: bool = False


def find(terms: Sequence[Term], *, kind: str = "") -> Found:
    """The documents that have all required terms, of one kind or of both: `MOST` at most.

    Plain matches come before misspelt ones, then those in names before others, then by name.
    Centres and providers stay together, the kind with the best match first; on a tie it is the
    providers, who can be booked. One query.

    Of terms that very many documents hold, only some matches are looked at, in the order of their
    names: those with every term in the name, then those with them anywhere, none of them
    misspelt. Then `has_more`, and it takes two queries at most.
    """
    rows = _first(terms, kind)
    found = [*map(Hit._make, rows[:MOST])]
    centres = [hit for hit in found if hit.centre is not None]
    providers = [hit for hit in found if hit.centre is None]
    nearest_first = centres and (not providers or centres[0].distance < providers[0].distance)
    hits = [*centres, *providers] if nearest_first else [*providers, *centres]
    return Found(hits, has_more=len(rows) > MOST)


def finds_any(terms: Sequence[Term], *, kind: str = "") -> bool:
    """Whether `find` finds something, without reading it. One query."""
    return all(term.likes for term in terms if term.required) and is_any(_rarest_first(terms), kind)


def _first(terms: Sequence[Term], kind: str) -> list[Row]:
    """The best rows, one more than `MOST` when there are more."""
    required = [term for term in terms if term.required]
    if not all(term.likes for term in required):
        return []
    if not terms:
        return first_by_name([], kind, most=MOST + 1)
    if _are_broad(required):
        rows = _first_of_many(required, kind)
        if len(rows) > MOST:
            return rows
    return best(_rarest_first(terms), kind, most=MOST + 1)


def _first_of_many(required: Sequence[Term], kind: str) -> list[Row]:
    """Of the first documents by name: fewer than there are, when the terms seldom meet."""
    named = _first_named(required, kind)
    if len(named) > MOST:
        return named
    documents = {document for document, *_ in named}
    others = _first_by_name(required, kind, OUTSIDE_NAME)
    return [*named, *(row for row in others if row[0] not in documents)][: MOST + 1]


def _first_named(required: Sequence[Term], kind: str) -> list[Row]:
    """Of documents that have all terms in their names."""
    named = [term.named() for term in required]
    if not all(term.frequency for term in named):
        return []
    if _are_broad(named):
        return _first_by_name(named, kind, 0)
    return best(_rarest_first(named), kind, most=MOST + 1)


def _are_broad(terms: Sequence[Term]) -> bool:
    """Whether going through the documents by name meets enough matches before as many of them are
    passed as hold the rarest term."""
    rarest = min(term.frequency for term in terms)
    return rarest > MANY and _passed(terms) < min(rarest, WALKED)


def _passed(terms: Sequence[Term]) -> int:
    """About how many documents are passed until `MOST` are met that hold all terms."""
    return int(MOST / prod(term.share for term in terms))


def _first_by_name(terms: Sequence[Term], kind: str, distance: int) -> list[Row]:
    """Of not many more documents than should be passed: two terms may never meet."""
    surely = [term.sure() for term in sorted(terms, key=lambda term: term.share)]
    passed = MARGIN * _passed(terms)
    return first_by_name(surely, kind, distance=distance, passed=passed, most=MOST + 1)


def _rarest_first(terms: Sequence[Term]) -> list[Term]:
    found = [term for term in terms if term.likes]
    return sorted(found, key=lambda term: (not term.required, term.frequency))
