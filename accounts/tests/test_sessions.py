import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.factories import PASSWORD, PatientFactory, with_login
from accounts.models import User
from accounts.templatetags.devices import device

DEVICES = "/accounts/sessions/"
NEW_PASSWORD = "another-good-password"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def logged_in(user: User, password: str = PASSWORD, **headers: str) -> Client:
    client = Client(headers=headers)
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


@pytest.fixture
def tony(db: None) -> User:
    return with_login(PatientFactory.create().user)


def test_a_person_sees_every_device_that_is_logged_in(tony: User) -> None:
    logged_in(tony, **{"user-agent": FIREFOX})
    here = logged_in(tony)

    page = here.get(DEVICES).content.decode()

    assert "Firefox on Windows" in page
    assert page.count("This one") == 1


def test_the_devices_of_others_are_not_shown(tony: User) -> None:
    logged_in(with_login(PatientFactory.create().user), **{"user-agent": FIREFOX})

    assert "Firefox" not in logged_in(tony).get(DEVICES).content.decode()


def test_a_device_that_was_logged_out_is_not_shown(tony: User) -> None:
    logged_in(tony, **{"user-agent": FIREFOX}).post("/accounts/logout/")

    assert "Firefox" not in logged_in(tony).get(DEVICES).content.decode()


def test_a_device_from_before_a_new_password_is_not_shown(tony: User) -> None:
    logged_in(tony, **{"user-agent": FIREFOX})
    tony.set_password(NEW_PASSWORD)
    tony.save()

    assert "Firefox" not in logged_in(tony, NEW_PASSWORD).get(DEVICES).content.decode()


def test_a_list_of_many_devices_costs_the_same_as_one(
    tony: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here = logged_in(tony)
    here.get(DEVICES)
    with CaptureQueriesContext(connection) as queries:
        here.get(DEVICES)
        cost = len(queries)
    for _ in range(29):
        logged_in(tony)

    with django_assert_num_queries(cost):
        page = here.get(DEVICES).content.decode()

    assert page.count("Logged in on") == 30


def test_the_other_devices_are_logged_out_and_this_one_stays(tony: User) -> None:
    there, here = logged_in(tony), logged_in(tony)

    here.post(DEVICES)

    assert not get_user(there).is_authenticated
    assert get_user(here).is_authenticated


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_logs_devices_out(tony: User, method: str) -> None:
    there, here = logged_in(tony), logged_in(tony)

    response = getattr(here, method)(DEVICES)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
    assert get_user(there).is_authenticated


def test_a_header_with_markup_is_shown_as_words(tony: User) -> None:
    here = logged_in(tony, **{"user-agent": "<script>alert(1)</script>"})

    page = here.get(DEVICES).content.decode()

    assert "<script>alert" not in page
    assert "Another browser" in page


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537.36", "Chrome on Android"),
        ("curl/8", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_device_has_a_name_in_plain_words(user_agent: str, name: str) -> None:
    assert device(user_agent) == name
