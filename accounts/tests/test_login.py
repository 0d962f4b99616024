from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.factories import PASSWORD, PatientFactory, staff_user, with_login
from accounts.models import User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.fixture
def tony() -> User:
    return with_login(PatientFactory.create(user__email="tony@example.com").user)


def log_in(
    client: Client, password: str = PASSWORD, email: str = "tony@example.com", **more: Any
) -> Any:
    data = {"login": email, "password": password, **more.pop("data", {})}
    return client.post(LOGIN, data, **more)


def is_in(client: Client) -> bool:
    return get_user(client).is_authenticated


@pytest.mark.parametrize("email", ["tony@example.com", " TONY@Example.com "])
def test_a_person_logs_in_whatever_the_case_of_the_address(
    client: Client, tony: User, email: str
) -> None:
    response = log_in(client, email=email)

    assert response.url == reverse("home")
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: Client, tony: User
) -> None:
    wrong = log_in(client, password="wrong-password")
    unknown = log_in(client, password="wrong-password", email="nobody@example.com")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert b"Error: Log in" in wrong.content
    assert not is_in(client)


def test_the_typed_address_is_kept_and_the_password_is_not(client: Client, tony: User) -> None:
    page = log_in(client, password="wrong-password").content.decode()

    assert 'value="tony@example.com"' in page
    assert "wrong-password" not in page


@pytest.mark.parametrize("text", ["x" * 5000, "a\0b@example.com", "💥", "محمد", "<b>", ""])
def test_bad_input_is_refused_in_words(client: Client, tony: User, text: str) -> None:
    for data in ({"login": text}, {"password": text}, {"login": text, "password": text}):
        response = client.post(LOGIN, {"login": tony.email, "password": "x", **data})

        assert response.status_code == 200
        assert b"There is a problem" in response.content
    assert not is_in(client)


def test_five_failures_lock_the_account_even_for_the_right_password(
    client: Client, tony: User
) -> None:
    for _ in range(5):
        log_in(client, password="wrong-password")

    response = log_in(client)

    assert b"Wait 5 minutes" in response.content
    assert not is_in(client)


def test_the_lock_holds_for_every_case_of_the_address(client: Client, tony: User) -> None:
    for _ in range(5):
        log_in(client, password="wrong-password", email="Tony@Example.com")

    assert b"Wait 5 minutes" in log_in(client).content


def test_a_forged_proxy_header_does_not_lift_the_lock(client: Client, tony: User) -> None:
    for number in range(5):
        log_in(client, "wrong-password", headers={"x-forwarded-for": f"10.0.0.{number}"})

    response = log_in(client, headers={"x-forwarded-for": "10.0.0.9"})

    assert b"Wait 5 minutes" in response.content
    assert not is_in(client)


def test_another_port_in_the_host_does_not_lift_the_lock(client: Client, tony: User) -> None:
    for number in range(5):
        log_in(client, "wrong-password", headers={"host": f"localhost:{1000 + number}"})

    response = log_in(client, headers={"host": "localhost:2000"})

    assert b"Wait 5 minutes" in response.content
    assert not is_in(client)


def test_the_lock_lies_in_the_cache_that_all_workers_share(
    client: Client, tony: User, shared_cache: None
) -> None:
    for _ in range(5):
        log_in(client, password="wrong-password")

    assert b"Wait 5 minutes" in log_in(client).content


def test_a_log_in_asks_the_shared_cache_of_two_limits_alone(
    client: Client, tony: User, shared_cache: None
) -> None:
    with CaptureQueriesContext(connection) as asked:
        log_in(client)

    of_cache = [query for query in asked.captured_queries if '"cache"' in query["sql"]]
    assert is_in(client)
    assert len(of_cache) == 3 * 4  # each time under a lock; that of failures is taken back


def test_no_noise_lifts_the_lock(client: Client, tony: User, shared_cache: None) -> None:
    for _ in range(5):
        log_in(client, password="wrong-password")
    for number in range(400):  # a cache of Django's own makes room at 300
        cache.set(f"noise-{number}", number, timeout=300)

    assert b"Wait 5 minutes" in log_in(client).content


def test_a_lock_of_one_account_leaves_the_others_alone(client: Client, tony: User) -> None:
    with_login(PatientFactory.create(user__email="ann@example.com").user)
    for _ in range(5):
        log_in(client, password="wrong-password")

    log_in(client, email="ann@example.com")

    assert is_in(client)


def test_more_than_sixty_posts_a_minute_from_one_place_are_told_when_to_come_back(
    client: Client,
) -> None:
    for _ in range(60):
        assert client.post(LOGIN).status_code == 200

    response = log_in(client)

    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert b"Wait 5 minutes," in response.content


def test_the_admin_has_no_log_in_of_its_own(client: Client) -> None:
    with_login(staff_user(email="staff@example.com"))

    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)

    response = log_in(client, email="staff@example.com", data={"next": "/admin/"})
    assert response.url == "/admin/"


def test_a_guess_at_the_admins_log_in_is_no_guess(client: Client, tony: User) -> None:
    response = client.post("/admin/login/", {"username": tony.email, "password": PASSWORD})

    assert response.status_code == 302
    assert not is_in(client)


def test_the_page_asked_for_is_opened_after_the_log_in(client: Client, tony: User) -> None:
    asked = client.get("/profile/")
    assert asked["Location"] == "/accounts/login/?next=/profile/"
    assert 'name="next" value="/profile/"' in client.get(asked["Location"]).content.decode()

    assert log_in(client, data={"next": "/profile/"}).url == "/profile/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\0//e",
        "http://[evil.example",
    ],
)
def test_no_log_in_leads_off_the_site(client: Client, tony: User, target: str) -> None:
    assert log_in(client, data={"next": target}).url == reverse("home")
    assert client.get(LOGIN, {"next": target})["Location"] == reverse("home")


def test_a_closed_account_stays_out(client: Client, tony: User) -> None:
    User.objects.update(is_active=False)

    log_in(client)

    assert not is_in(client)


def test_nobody_signs_up(client: Client) -> None:
    response = client.post(
        "/accounts/signup/", {"email": "new@example.com", "password1": "a-good-long-password"}
    )

    assert b"Accounts are created by your clinic" in response.content
    assert not User.objects.exists()
    assert "signup" not in client.get(LOGIN).content.decode()


def test_a_log_out_takes_along_what_was_said(client: Client, tony: User) -> None:
    client.force_login(tony)
    client.post("/profile/", {"full_name": "Anton Marino"})
    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}

    page = client.post("/accounts/logout/", follow=True).content.decode()

    assert "You are logged out." in page
    assert "saved" not in page


def test_a_log_out_needs_a_post(client: Client, tony: User) -> None:
    client.force_login(tony)

    client.get("/accounts/logout/")
    assert is_in(client)

    client.post("/accounts/logout/")
    assert not is_in(client)
