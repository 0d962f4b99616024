"""What a new SECRET_KEY ends, and what it leaves as it was."""

from collections.abc import Callable

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.factories import PASSWORD, PatientFactory, with_login
from accounts.models import User

Rotate = Callable[[list[str]], None]

pytestmark = pytest.mark.django_db


@pytest.fixture
def tony() -> User:
    return with_login(PatientFactory.create().user)


@pytest.fixture
def rotate(settings: Settings) -> Rotate:
    """Take a new key, with these as the former ones."""

    def rotate(former: list[str]) -> None:
        settings.SECRET_KEY_FALLBACKS = former
        settings.SECRET_KEY = "a-newer-key-that-only-the-tests-use-and-that-protects-nothing"

    return rotate


def page_of_link(client: Client, user: User, key: str) -> str:
    """The page to which a link of a mail leads that lets this person choose a password."""
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return client.get(path, follow=True).text


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("home")).status_code == 200


def log_in(client: Client, user: User) -> None:
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert is_logged_in(client)


def test_nobody_is_logged_out_while_the_former_key_counts(
    client: Client, tony: User, settings: Settings, rotate: Rotate
) -> None:
    log_in(client, tony)

    rotate([settings.SECRET_KEY])

    assert is_logged_in(client)


def test_who_came_meanwhile_stays_when_the_former_key_is_taken_away(
    client: Client, tony: User, settings: Settings, rotate: Rotate
) -> None:
    log_in(client, tony)
    rotate([settings.SECRET_KEY])
    assert is_logged_in(client)

    rotate([])

    assert is_logged_in(client)


def test_a_link_that_was_mailed_works_while_the_former_key_counts(
    client: Client, tony: User, settings: Settings, rotate: Rotate
) -> None:
    link = default_token_generator.make_token(tony)

    rotate([settings.SECRET_KEY])
    assert "password1" in page_of_link(client, tony, link)

    rotate([])
    assert "This link no longer works" in page_of_link(client, tony, link)


def test_without_the_former_key_everybody_logs_in_again(
    client: Client, tony: User, rotate: Rotate
) -> None:
    log_in(client, tony)

    rotate([])

    assert not is_logged_in(client)
