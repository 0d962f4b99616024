"""Specialists to choose from are listed while they are few."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from pytest_django import DjangoAssertNumQueries

from accounts.factories import ProviderFactory
from accounts.models import Provider, User
from referrals import specialists
from referrals.specialists import few_specialists, specialist_of, specialists_like

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two specialists, where no more than two are listed."""
    for name in ("Zoe Zand", "Abe Adams"):
        ProviderFactory.create(specialist=True, user__full_name=name)
    ProviderFactory.create(user__full_name="Abe General")
    monkeypatch.setattr(specialists, "MOST_LISTED", 2)
    yield
    caches["fragments"].delete(specialists.MANY)


def test_few_are_listed_by_name() -> None:
    assert [one.name for one in few_specialists()] == ["Abe Adams", "Zoe Zand"]


def test_many_are_not_listed_and_not_looked_for_again(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ProviderFactory.create(specialist=True)

    with django_assert_num_queries(1):
        assert few_specialists() == few_specialists() == []


def test_whose_account_is_closed_is_no_choice() -> None:
    User.objects.filter(full_name="Zoe Zand").update(is_active=False)

    assert [one.name for one in few_specialists()] == ["Abe Adams"]
    assert specialists_like("zoe") == []


def test_one_is_found_by_name_and_by_key() -> None:
    (found,) = specialists_like("abe")

    assert found.name == "Abe Adams"
    assert specialist_of(found.pk) == [found]


@pytest.mark.parametrize("words", ["zand", "ZAN zoe", "cardiology zoe", "zoe logy", "Zoë Zand"])
def test_each_word_is_of_the_expertise_or_begins_one_of_the_name(words: str) -> None:
    assert "Zoe Zand" in [one.name for one in specialists_like(words)]


@pytest.mark.parametrize("words", ["and", "oe", "zoe adams", "zoe derma", "general", "!!!"])
def test_other_words_do_not_find_a_specialist(words: str) -> None:
    assert "Zoe Zand" not in [one.name for one in specialists_like(words)]


def test_a_name_with_a_word_of_an_expertise_is_found_too() -> None:
    """Two of cardiology, and one by her name."""
    ann = ProviderFactory.create(
        specialist=True, expertise__name="Oncology", user__full_name="Ann Card"
    )

    found = list(Provider.objects.referred_to("card"))

    assert len(found) == 3
    assert found[-1] == ann
