"""The statement written by hand reads what its definition says."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centres.factories import AffiliationFactory, CentreFactory
from centres.models import SearchDocument, SearchPosting
from centres.search import conditions, steps
from centres.search.conditions import OUTSIDE_NAME
from centres.search.query import Term, finds_any, terms_of
from centres.search.statement import Row, best, first_by_name
from centres.search.steps import MISSED_OPTIONAL
from centres.search.vocabulary import read
from medisoft.tests.plans import plan_of

pytestmark = pytest.mark.django_db

TYPED = [
    {"q": "park"},
    {"q": "prak"},
    {"q": "gp park"},
    {"q": "an lee gp"},
    {"q": "gp nsw vic"},
    {"q": "dr lee near park"},
    {"q": "carlton", "service": "gp"},
    {"q": "lee", "suburb": "carltn"},
    {"q": "leo", "suburb": "park"},
    {"q": "'lee' %s --"},
    {"service": "cardiology", "expertise": "cardilogy", "suburb": "vic"},
]


@pytest.fixture
def town() -> None:
    park = CentreFactory.create(name="Park Clinic", suburb="Carlton", state="VIC")
    lodge = CentreFactory.create(name="Lodge", suburb="Parkes", state="NSW")
    for name in ["An Lee", "Lee Park", "Bo Parker", "Ann Prak", "Leo Gray"]:
        both = AffiliationFactory.create(centre=park, provider__user__full_name=name)
        if "a" in name:
            AffiliationFactory.create(centre=lodge, provider=both.provider)
    AffiliationFactory.create(centre=lodge, provider__specialist=True)


@pytest.fixture(params=["looked up", "looked up, many words", "read whole"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How the terms that are not the rarest are looked for."""
    if request.param == "read whole":
        monkeypatch.setattr(steps, "LOOKED_UP", 0)
        monkeypatch.setattr(steps, "LOOKED_UP_OF", 10_000)
        monkeypatch.setattr(steps, "LOOKED_UP_OF_ONE", 10_000)
    if request.param == "looked up, many words":
        monkeypatch.setattr(conditions, "FEW_WORDS", 0)


def defined(terms: Sequence[Term], kind: str) -> list[Row]:
    """As `best`, by looking at each document."""
    rows = []
    for document in SearchDocument.objects.prefetch_related("postings"):
        fars = [_far(term, document.postings.all()) for term in terms]
        of_kind = kind in ("", "provider" if document.centre_id is None else "centre")
        if of_kind and None not in fars:
            far = sum(far or 0 for far in fars)
            rows.append((far, bytes(document.sort_key), document.pk, document.centre_id))
    return [(pk, centre, far) for far, _, pk, centre in sorted(rows)]


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Of a plan."""
    yield node
    for below in node.get("Plans", []):
        yield from nodes(below)


def _far(term: Term, postings: Iterable[SearchPosting]) -> int | None:
    fars = [
        term.likes[posting.word_id] + (posting.field != SearchPosting.Field.NAME) * OUTSIDE_NAME
        for posting in postings
        if term.among(posting.field, [posting.word_id])
    ]
    return min(fars, default=None if term.required else MISSED_OPTIONAL)


@pytest.mark.usefixtures("town", "way")
@pytest.mark.parametrize("kind", ["", "centre", "provider"])
@pytest.mark.parametrize("typed", TYPED)
def test_the_best_are_those_of_the_definition(typed: dict[str, str], kind: str) -> None:
    terms = [term for term in terms_of(typed, read()) if term.likes]
    terms.sort(key=lambda term: (not term.required, term.frequency))

    rows = best(terms, kind, most=100)

    assert rows == defined(terms, kind)
    assert best(terms, kind, most=2) == rows[:2]
    assert finds_any(terms, kind=kind) == bool(rows)


@pytest.mark.usefixtures("town")
def test_a_word_in_names_may_be_as_near_as_a_nearer_word_elsewhere() -> None:
    """Providers at Lodge are as far as An Lee, who comes before them by name."""
    [lodge] = terms_of({"q": "lodge"}, read())
    either = replace(lodge, likes={"lodge": 3, "lee": 4})

    [(document, _, far)] = best([either], "provider", most=1)

    assert str(SearchDocument.objects.get(pk=document)) == "An Lee"
    assert far == 4


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no other joins")
@pytest.mark.usefixtures("town", "way")
@pytest.mark.parametrize("q", ["gp park", "park"])
@pytest.mark.parametrize("kind", ["", "centre", "provider"])
def test_loops_are_over_the_words_of_a_term_or_of_a_document(q: str, kind: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        best(terms_of({"q": q}, read()), kind, most=100)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {asked[-1]['sql']}")
        [[[plan]]] = cursor.fetchall()
    loops = [node["Plans"][0] for node in nodes(plan["Plan"]) if node["Node Type"] == "Nested Loop"]
    assert loops
    assert [
        each
        for each in loops
        if not each.get("Alias", "").startswith("likes")
        and "document_id = b.document_id" not in each.get("Index Cond", "")
    ] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads all, and then sorts")
@pytest.mark.usefixtures("town")
def test_the_first_are_the_first_by_name_though_no_index_is_read() -> None:
    terms = terms_of({"q": "gp"}, read())
    with connection.cursor() as cursor:
        for way in ("indexscan", "indexonlyscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")

    assert best(terms, "", most=2) == defined(terms, "")[:2]


@pytest.mark.usefixtures("town")
def test_which_words_are_meant_makes_no_other_statement() -> None:
    """It would be planned anew."""
    texts = set()

    def asked(execute: Callable[..., object], sql: str, *rest: object) -> object:
        texts.add(sql)
        return execute(sql, *rest)

    vocabulary = read()
    with connection.execute_wrapper(asked):
        for q in ["park", "prak", "lee", "leo"]:
            best(terms_of({"q": q}, vocabulary), "", most=3)

    assert len(texts) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads all, and then sorts")
@pytest.mark.usefixtures("town")
def test_the_first_that_hold_a_word_are_read_in_the_order_of_their_names() -> None:
    with CaptureQueriesContext(connection) as asked:
        best(terms_of({"q": "park"}, read()), "", most=3)

    plan = plan_of(asked[-1]["sql"])
    read_in_order = r"Limit .*\n +-> +Unique .*\n +-> +Index Only Scan using (\w+)"
    indexes = ["search_in_names_by_name", "search_word_by_name"]
    assert re.findall(read_in_order, plan) == 2 * indexes


@pytest.mark.usefixtures("town", "way")
@pytest.mark.parametrize("kind", ["", "centre", "provider"])
@pytest.mark.parametrize("typed", [{}, *TYPED])
def test_the_first_by_name_are_those_of_the_definition(typed: dict[str, str], kind: str) -> None:
    terms = [term for term in terms_of(typed, read()) if term.required and term.likes]

    rows = first_by_name(terms, kind, distance=7, most=100)

    ordered = SearchDocument.objects.order_by("sort_key", "pk").values_list("pk", "centre")
    of_kind = [
        pk for pk, centre in ordered if kind in ("", "centre" if centre is not None else "provider")
    ]
    held = {pk: centre for pk, centre, _ in defined(terms, kind)}
    assert rows == [(pk, held[pk], 7) for pk in of_kind if pk in held]
    assert first_by_name(terms, kind, distance=7, most=2) == rows[:2]
    first = first_by_name(terms, kind, distance=7, passed=0, most=100)
    assert [pk for pk, *_ in first] == [pk for pk in of_kind[:1] if pk in held]
