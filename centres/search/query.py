"""From what somebody typed to the documents that match it, the best first.

The typed words are compared with the distinct words of the index, in memory; the documents that
hold the words found are then plain joins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, NamedTuple, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from centres.models import SearchDocument, SearchPosting
from centres.search import text
from centres.search.statement import OUTSIDE_NAME, Row, best, is_any
from centres.search.vocabulary import EXACT, MIN_INSIDE, ONE_ERROR, Vocabulary

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
AFTER_ALL = b"\xff"  # no text begins with this byte
FEW_WORDS = 100  # more are asked for by what they have in common

Rows = QuerySet[Any, Row]


@dataclass(frozen=True)
class Term:
    """A typed word, and the indexed words it may mean with their distances."""

    typed: str
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
            fields=frozenset({Field.NAME}),
            frequency=frequency,
            share=self.share * frequency / max(1, self.frequency),
        )

    def meant(self) -> Q:
        """What a posting must be to hold what is surely meant."""
        words = list(self.sure().likes)
        part = "contains" if len(self.typed) >= MIN_INSIDE else "startswith"
        if len(words) <= FEW_WORDS or not self.plain().likes:
            return Q(word__in=words)
        return Q(
            (f"word__word__{part}", self.typed),
            word__in=[w for w in words if self.typed not in w],
            _connector=Q.OR,
        )


@dataclass(frozen=True)
class Hit:
    """A matching document: its pk, what it is of, and how far it is from what was typed."""

    document: int
    kind: str
    distance: int


def terms_of(typed: Mapping[str, str], vocabulary: Vocabulary) -> list[Term]:
    """The terms of what was typed into `q` and into each filter."""
    terms = []
    for source in ("q", *FILTER_FIELDS):
        words = text.typed_words(typed.get(source, ""))
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
    hits = [
        Hit(document, "provider" if centre is None else "centre", distance)
        for document, centre, distance in rows[:MOST]
    ]
    nearest = {hit.kind: hit.distance for hit in reversed(hits)}
    hits.sort(key=lambda hit: (nearest[hit.kind], hit.kind == "centre"))
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
        return list(_by_name(_documents(kind), 0))
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
    others = _by_name(_holding_all(required, kind), OUTSIDE_NAME)
    return [*named, *(row for row in others if row[0] not in documents)][: MOST + 1]


def _first_named(required: Sequence[Term], kind: str) -> list[Row]:
    """Of documents that have all terms in their names."""
    named = [term.named() for term in required]
    if not all(term.frequency for term in named):
        return []
    if _are_broad(named):
        return list(_by_name(_holding_all(named, kind), 0))
    return best(_rarest_first(named), kind, most=MOST + 1)


def _are_broad(terms: Sequence[Term]) -> bool:
    """Whether going through the documents by name meets enough matches before as many of them are
    passed as hold the rarest term."""
    rarest = min(term.frequency for term in terms)
    return rarest > MANY and _passed(terms) < min(rarest, WALKED)


def _passed(terms: Sequence[Term]) -> int:
    """About how many documents are passed until `MOST` are met that hold all terms."""
    return int(MOST / prod(term.share for term in terms))


def _documents(kind: str) -> QuerySet[SearchDocument]:
    documents = SearchDocument.objects.all()
    return documents.filter(centre__isnull=kind != "centre") if kind else documents


def _holding_all(terms: Sequence[Term], kind: str) -> QuerySet[SearchDocument]:
    """Of not many more documents than should be passed: two terms may never meet. Each is looked
    up by itself; for `Exists`, PostgreSQL may read whole tables."""
    last = SearchDocument.objects.order_by("sort_key").values("sort_key")
    end = MARGIN * _passed(terms)
    last_key = Coalesce(Subquery(last[end : end + 1]), Value(AFTER_ALL))
    documents = _documents(kind).filter(sort_key__lte=last_key)
    for term in sorted(terms, key=lambda term: term.share):
        postings = SearchPosting.objects.filter(term.meant(), document=OuterRef("pk"))
        one = Subquery(_in_fields(postings, term).values("field")[:1])
        documents = documents.filter(IsNull(one, False))
    return documents


def _by_name(documents: QuerySet[SearchDocument], distance: int) -> Rows:
    """The first documents by name, one more than `MOST`."""
    rows = documents.annotate(distance=Value(distance)).order_by("sort_key", "pk")
    return rows.values_list("pk", "centre_id", "distance")[: MOST + 1]


def _rarest_first(terms: Sequence[Term]) -> list[Term]:
    found = [term for term in terms if term.likes]
    return sorted(found, key=lambda term: (not term.required, term.frequency))


def _in_fields(postings: QuerySet[SearchPosting], term: Term) -> QuerySet[SearchPosting]:
    return postings.filter(field__in=term.fields) if term.fields else postings
