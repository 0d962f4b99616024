"""Each process knows the words of the index as they are now."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from centres.factories import CentreFactory
from centres.models import Centre, SearchState, SearchWord
from centres.search import index
from centres.search.vocabulary import Vocabulary, current

pytestmark = pytest.mark.django_db


def looked() -> tuple[Vocabulary, list[str]]:
    """The words as a search sees them, and the queries for them."""
    with CaptureQueriesContext(connection) as queries:
        words = current()
    return words, [query["sql"] for query in queries]


def test_words_that_have_not_changed_cost_one_small_query() -> None:
    CentreFactory.create()
    current()

    _, queries = looked()

    assert len(queries) == 1
    assert "centres_searchword" not in queries[0]


def test_of_many_words_only_the_new_ones_are_read() -> None:
    CentreFactory.create(name=" ".join(f"Word{chr(97 + n)}" for n in range(20)))
    current()
    CentreFactory.create(name="Jackson Clinic")

    words, queries = looked()

    assert "jackson" in words.like("jackson")
    assert "wordb" in words.like("wordb")
    assert len(queries) == 2
    assert '"number" >' in queries[1]


def test_words_come_in_when_as_many_others_were_rolled_back() -> None:
    CentreFactory.create(name=" ".join(f"Word{chr(97 + n)}" for n in range(20)))
    with transaction.atomic():
        CentreFactory.create(name="Alpha Clinic")
        assert "alpha" in current().like("alpha")
        transaction.set_rollback(True)
    CentreFactory.create(name="Omega Clinic")
    CentreFactory.create(name="Sigma Clinic")

    words = current()

    assert words.like("alpha") == {}
    assert "omega" in words.like("omega")
    assert "sigma" in words.like("sigma")


def test_a_rebuild_that_drops_words_is_told() -> None:
    CentreFactory.create(name="Old Clinic")
    Centre.objects.update(name="New Clinic")
    current()

    index.rebuild()

    assert current().like("old") == {}
    assert "new" in current().like("new")
    assert list(index.faults()) == []


def test_two_databases_that_are_read_in_turn_cost_no_reading_each_time() -> None:
    CentreFactory.create(name="Lagging Clinic")
    state = SearchState.objects.values().get()
    current()
    CentreFactory.create(name="Leading Clinic")
    now = SearchState.objects.values().get()
    current()

    for told in (state, now, state, now):
        SearchState.objects.update(**told)
        assert len(looked()[1]) == 1


def test_words_that_nobody_was_told_of_are_a_fault() -> None:
    CentreFactory.create()
    SearchWord.objects.create(word="alpha", checksum=1)

    assert list(index.faults()) == ["The state of the search index is of other words."]
