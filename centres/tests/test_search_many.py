"""What is found for words that very many documents hold."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.factories import PatientFactory
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import SearchDocument
from centres.search import query
from centres.search.query import find, terms_of
from centres.search.statement import best
from centres.search.vocabulary import read

pytestmark = pytest.mark.django_db

# The index that is read as far as needed, what was typed, and what a step before has found.
SMALL = re.compile(r"SCAN (.* search_by_name|json_each |step\d+|b$|met$|p$|nearest$)")
NAMES = ["Ann Gray", "Bob Park", "Cay Lee", "Dan Park", "Eve Lee", "Flo Park", "Gil Roy"]


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three results are the most, and what two documents hold is held by very many."""
    monkeypatch.setattr(query, "MOST", 3)
    monkeypatch.setattr(query, "MANY", 2)
    monkeypatch.setattr(query, "MARGIN", 2)


@pytest.fixture
def town(few_are_many: None) -> None:
    park = CentreFactory.create(name="Park Clinic", suburb="Carlton", state="VIC")
    lodge = CentreFactory.create(name="Lodge", suburb="Randwick", state="NSW")
    for name in NAMES:
        place = park if "Park" in name else lodge
        AffiliationFactory.create(centre=place, provider__user__full_name=name)


def found(q: str, kind: str = "") -> tuple[list[str], bool]:
    """The names of the results, and whether there are more."""
    hits, has_more = find(terms_of({"q": q}, read()), kind=kind)
    documents = SearchDocument.objects.select_related("centre", "provider__user").in_bulk()
    return [str(documents[hit.document]) for hit in hits], has_more


@pytest.mark.usefixtures("town")
def test_of_many_matches_the_first_by_name_are_found() -> None:
    assert found("gp", "provider") == (["Ann Gray", "Bob Park", "Cay Lee"], True)


@pytest.mark.usefixtures("town")
def test_of_many_matches_those_in_names_come_first() -> None:
    AffiliationFactory.create(centre__name="Park Lane", provider__user__full_name="Abe Attwater")

    assert found("park", "provider") == (["Bob Park", "Dan Park", "Flo Park"], True)


@pytest.mark.usefixtures("town")
def test_all_of_many_words_are_required() -> None:
    assert found("gp vic", "provider") == (["Bob Park", "Dan Park", "Flo Park"], False)


@pytest.mark.usefixtures("town")
def test_words_that_seldom_meet_are_found_wherever_they_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the documents that are passed first, none has both."""
    monkeypatch.setattr(query, "MOST", 1)
    monkeypatch.setattr(query, "MARGIN", 0)
    both = AffiliationFactory.create(
        centre__state="VIC", centre__suburb="Carlton", provider__user__full_name="Zoe Last"
    )
    AffiliationFactory.create(
        provider=both.provider, centre__state="NSW", centre__suburb="Randwick"
    )

    assert found("nsw vic") == (["Zoe Last"], False)


@pytest.mark.usefixtures("town")
def test_as_many_matches_as_are_shown_are_all() -> None:
    assert found("lee", "provider") == (["Cay Lee", "Eve Lee"], False)
    assert found("park", "provider") == (["Bob Park", "Dan Park", "Flo Park"], False)
    assert found("carlton") == (["Bob Park", "Dan Park", "Flo Park"], True)


@pytest.mark.usefixtures("town")
def test_nothing_typed_finds_the_first_by_name() -> None:
    assert found("") == (["Ann Gray", "Bob Park", "Cay Lee"], True)


@pytest.mark.usefixtures("town")
def test_many_misspelt_words_are_found_too() -> None:
    assert found("randwcik", "provider") == (["Ann Gray", "Cay Lee", "Eve Lee"], True)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("typed", ["", "gp", "park", "gp vic", "p"])
def test_many_matches_cost_as_many_queries_as_few(typed: str) -> None:
    terms = terms_of({"q": typed}, read())

    with CaptureQueriesContext(connection) as queries:
        find(terms)

    assert len(queries) <= 2


@pytest.mark.usefixtures("town")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
@pytest.mark.parametrize("typed", ["", "gp", "park", "gp vic", "p", "gray", "grya", "lee gp"])
def test_no_search_reads_a_table_whole(typed: str) -> None:
    terms = terms_of({"q": typed}, read())
    with CaptureQueriesContext(connection) as queries:
        find(terms)

    with connection.cursor() as cursor:
        for asked in queries.captured_queries:
            plan = cursor.execute(f"EXPLAIN QUERY PLAN {asked['sql']}").fetchall()
            whole = [step for *_, step in plan if step.startswith("SCAN")]
            assert [step for step in whole if not SMALL.match(step)] == []


@pytest.mark.usefixtures("town")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
def test_names_that_hold_a_frequent_word_are_read_by_their_own_index() -> None:
    [park] = terms_of({"q": "park"}, read())
    with CaptureQueriesContext(connection) as queries:
        best([park.named()], "", most=3)

    with connection.cursor() as cursor:
        plan = cursor.execute(f"EXPLAIN QUERY PLAN {queries.captured_queries[0]['sql']}").fetchall()
    assert "COVERING INDEX search_in_names_by_name" in str(plan)


@pytest.mark.usefixtures("town")
def test_who_finds_too_much_is_told_what_to_add(client: Client) -> None:
    client.force_login(PatientFactory.create().user)

    text = client.get(reverse("centres:search"), {"kind": "provider"}).content.decode()

    assert "More than 3 results. Add a suburb or a name." in text
