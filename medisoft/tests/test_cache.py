"""The cache in a table, as limits on guesses use it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from medisoft.management.commands.worker import tidy

pytestmark = pytest.mark.usefixtures("shared_cache")


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        return int(cursor.fetchone()[0])


def test_of_two_who_add_a_key_one_does() -> None:
    assert cache.add("lock", "first", timeout=60)
    assert not cache.add("lock", "second", timeout=60)

    assert cache.get("lock") == "first"


def test_a_key_that_has_expired_can_be_added_again() -> None:
    cache.set("lock", "old", timeout=-1)

    assert cache.add("lock", "new", timeout=60)
    assert cache.get("lock") == "new"


def test_what_is_set_stands_until_it_expires() -> None:
    cache.set("guesses", [1.5], timeout=60)
    cache.set("guesses", [2.5, 1.5], timeout=60)
    cache.set("gone", "old", timeout=-1)
    cache.set("kept", "for ever", timeout=None)

    assert cache.get("guesses") == [2.5, 1.5]
    assert cache.get("gone") is None
    assert cache.get("kept") == "for ever"


def test_a_touch_moves_the_end_of_what_is_there() -> None:
    cache.set("guesses", [1.5], timeout=60)

    assert cache.touch("guesses", timeout=-1)
    assert not cache.touch("nothing", timeout=60)

    assert cache.get("guesses") is None
    assert cache.get("nothing") is None


def test_a_write_costs_one_statement_whatever_else_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(400):  # Django's own begins to count and to make room at 300
        cache.set(f"noise-{number}", number, timeout=300)

    with django_assert_num_queries(3):
        cache.add("lock", True, timeout=60)
        cache.set("guesses", [1.5], timeout=60)
        cache.touch("guesses", timeout=60)
    assert rows() == 402


def test_the_worker_deletes_what_has_expired_and_nothing_else() -> None:
    cache.set("gone", "old", timeout=60)
    cache.set("there", "new", timeout=600)

    tidy(timezone.now() + timedelta(minutes=2))

    assert rows() == 1
    assert cache.get("there") == "new"
