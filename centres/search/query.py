"""From what somebody typed to the documents that match it, the best first.

The typed words are compared with the distinct words of the index, in memory; the documents that
hold the words found are then plain joins.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db.models import Case, Exists, Min, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Coalesce

from centres.models import SearchDocument, SearchPosting
from centres.search import text
from centres.search.vocabulary import EXACT, ONE_ERROR, Vocabulary

Field = SearchPosting.Field

# Words that carry no meaning of their own: a document need not hold them, but it comes first if
# it does, as they are. “An” and “Do” are surnames, too.
OPTIONAL = {"a", "an", "and", "at", "by", "dr", "for", "from", "in", "me", "mr", "mrs", "ms", "my"}
OPTIONAL |= {"near", "of", "on", "prof", "professor", "test", "tests", "the", "to", "with"}
MISSED_OPTIONAL = 6  # further than any plain match
OUTSIDE_NAME = 1  # matches in a name come first

# Which fields a filter looks into. A specialist's service is their expertise.
FILTER_FIELDS = {
    "suburb": frozenset({Field.SUBURB}),
    "service": frozenset({Field.SERVICE, Field.EXPERTISE}),
    "expertise": frozenset({Field.EXPERTISE}),
}

# Words are parameters, up to three times each; SQLite takes 32,766.
MAX_LIKES = 10_000

Rows = QuerySet[Any, tuple[int, int | None, int]]  # document, centre, distance


@dataclass(frozen=True)
class Term:
    """A typed word, and the indexed words it may mean with their distances."""

    typed: str
    likes: Mapping[str, int]
    frequency: int  # about how many documents hold one of them
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
            frequency = vocabulary.frequency(likes)
            fields = FILTER_FIELDS.get(source)
            terms.append(Term(word, likes, frequency, source, fields, required))
    return terms


def find(terms: Sequence[Term], *, kind: str = "") -> list[Hit]:
    """Every document that has all required terms, of one kind or of both.

    Plain matches come before misspelt ones, then those in names before others, then by name.
    Centres and providers stay together, the kind with the best match first; on a tie it is the
    providers, who can be booked. One query.
    """
    groups: dict[str, list[Hit]] = {}
    for document, centre, distance in _rows(terms, kind):
        found = "provider" if centre is None else "centre"
        groups.setdefault(found, []).append(Hit(document, found, distance))
    best_first = sorted(groups, key=lambda found: (groups[found][0].distance, found == "centre"))
    return [hit for found in best_first for hit in groups[found]]


def finds_any(terms: Sequence[Term], *, kind: str = "") -> bool:
    """Whether `find` finds something, without reading it. One query."""
    return _rows(terms, kind).exists()


def _rows(terms: Sequence[Term], kind: str) -> Rows:
    if any(term.required and not term.likes for term in terms):
        return _of_all(kind).none()
    return _of_terms(terms, kind) if terms else _of_all(kind)


def _of_all(kind: str) -> Rows:
    documents = SearchDocument.objects.all()
    if kind:
        documents = documents.filter(centre__isnull=kind != "centre")
    rows = documents.annotate(distance=Value(0)).order_by("sort_key", "pk")
    return rows.values_list("pk", "centre_id", "distance")


def _of_terms(terms: Sequence[Term], kind: str) -> Rows:
    """Starts from the postings of the rarest term, and looks up the others of each document."""
    most = MAX_LIKES // len(terms)
    found = [term for term in terms if term.likes]
    rarest, *others = sorted(found, key=lambda term: (not term.required, term.frequency))
    rows = _postings(rarest, most).values("document")
    if kind:
        rows = rows.filter(document__centre__isnull=kind != "centre")
    distance: Combinable = Min(_distance(rarest))
    for term in others:
        same = _postings(term, most).filter(document=OuterRef("document"))
        if term.required:
            rows = rows.filter(Exists(same))
        nearest = same.values("document").annotate(distance=Min(_distance(term)))
        distance += Coalesce(Min(Subquery(nearest.values("distance"))), MISSED_OPTIONAL)
    return (
        rows.annotate(distance=distance)
        .order_by("distance", "document__sort_key", "document")
        .values_list("document", "document__centre", "distance")
    )


def _postings(term: Term, most: int) -> QuerySet[SearchPosting]:
    """The postings that match a term, by the `most` nearest words."""
    postings = SearchPosting.objects.filter(word__in=list(term.likes)[:most])
    return postings.filter(field__in=term.fields) if term.fields else postings


def _distance(term: Term) -> CombinedExpression:
    """How far a posting of a term is from it."""
    words = defaultdict(list)
    for word, distance in term.likes.items():
        words[distance].append(word)
    furthest = max(words)
    of_word = Case(
        *(
            When(word__in=alike, then=Value(distance))
            for distance, alike in words.items()
            if distance != furthest
        ),
        default=Value(furthest),
    )
    of_field = Case(When(field=Field.NAME, then=Value(0)), default=Value(OUTSIDE_NAME))
    return of_word + of_field
