"""Pages of a list that are never counted."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.factories import UserFactory
from accounts.models import User
from accounts.pages import LAST, page_of

pytestmark = pytest.mark.django_db

EVERYBODY = User.objects.order_by("pk")


@pytest.fixture(autouse=True)
def five() -> list[User]:
    return [UserFactory.create() for _ in range(5)]


def test_each_row_is_on_one_page(five: list[User]) -> None:
    pages = [page_of(EVERYBODY, str(number), 2) for number in (1, 2, 3)]

    assert [user for page in pages for user in page.rows] == five
    assert [(page.has_previous, page.has_next) for page in pages] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def test_a_list_that_fits_has_no_other_pages() -> None:
    assert not page_of(EVERYBODY, "", 5).has_other_pages


@pytest.mark.parametrize("asked", ["", "0", "-1", "x", "²", "4", str(LAST + 1), "9" * 5000])
def test_what_is_no_number_of_a_page_shows_the_first(asked: str) -> None:
    assert page_of(EVERYBODY, asked, 2).number == 1


def test_a_page_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        page_of(EVERYBODY, "2", 2)
