"""What stands beside every page: headers, and nothing that tells strangers what exists."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.factories import PASSWORD
from accounts.models import User
from medisoft.tests.cast import Cast, assemble
from medisoft.tests.every_url import every_url

pytestmark = pytest.mark.django_db

CHANGES_WITH_EACH_ANSWER = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken[^}]+}')
POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
NOWHERE = UUID("6dd9d3a4-3f22-4f0c-8f5b-0d3a3c1b8b6e")
MISSING = 987_654_321


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


def missing_headers(response: Any) -> list[str]:
    headers = {name.lower(): value for name, value in response.headers.items()}
    found = {
        "no-store": "no-store" in headers.get("cache-control", ""),
        "private": "private" in headers.get("cache-control", ""),
        "policy": set(headers.get("content-security-policy", "").split("; ")) == POLICY,
        "nosniff": headers.get("x-content-type-options") == "nosniff",
        "referrer": headers.get("referrer-policy") == "same-origin",
        "frames": headers.get("x-frame-options") == "DENY",
        "hsts": "max-age=31536000" in headers.get("strict-transport-security", ""),
    }
    return [name for name, holds in found.items() if not holds]


@pytest.mark.parametrize("actor", ["anonymous", "patient", "provider, booked", "superuser"])
def test_every_answer_has_every_header(cast: Cast, actor: str) -> None:
    client = cast.client(actor)
    poor = {}

    for url in every_url(cast):
        missing = missing_headers(client.get(url.path, secure=True))
        if missing:
            poor[url] = missing

    assert poor == {}


def test_an_error_has_every_header(cast: Cast) -> None:
    client = cast.client("patient")

    assert missing_headers(client.get("/nothing-here/", secure=True)) == []
    assert missing_headers(client.post("/search/", secure=True)) == []


def test_a_static_file_has_the_headers_that_are_not_about_persons(cast: Cast) -> None:
    response = cast.client("anonymous").get("/static/theme.css", secure=True)

    assert response.getvalue()  # reading it to the end closes the file
    assert missing_headers(response) == ["no-store", "private", "frames"]


def test_every_cookie_is_kept_for_this_host_and_from_scripts_and_plain_http(cast: Cast) -> None:
    user, client = cast.users["patient"], cast.client("anonymous")
    assert user
    client.get("/accounts/login/", secure=True)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}, secure=True)
    client.post("/profile/", {"display": "dark"}, secure=True)

    assert set(client.cookies) == {"__Host-csrftoken", "__Host-sessionid", "display"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


def test_an_unknown_host_is_refused(cast: Cast) -> None:
    response = cast.client("patient").get("/", headers={"host": "evil.example"})

    assert response.status_code == 400


def body(response: Any) -> str:
    return CHANGES_WITH_EACH_ANSWER.sub("", response.content.decode())


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("view", ["detail", "cancel", "reschedule", "calendar"])
@pytest.mark.parametrize("actor", ["other patient", "provider, same centre", "superuser"])
def test_the_appointment_of_others_answers_like_one_that_does_not_exist(
    cast: Cast, actor: str, view: str, method: str
) -> None:
    client = cast.client(actor)
    own = cast.appointment_for("patient").pk
    paths = [reverse(f"appointments:{view}", args=[pk]) for pk in (own, NOWHERE)]

    there, nowhere = (client.generic(method, path) for path in paths)

    assert there.status_code == nowhere.status_code
    assert there.status_code in (404, 405)
    assert body(there) == body(nowhere)


@pytest.mark.parametrize("view", ["appointments:book", "centres:provider", "centres:rate_provider"])
def test_a_provider_whose_account_is_closed_answers_like_one_that_does_not_exist(
    cast: Cast, view: str
) -> None:
    User.objects.filter(provider=cast.gp.provider).update(is_active=False)
    client = cast.client("other patient")
    pk = cast.gp.pk if view == "appointments:book" else cast.gp.provider_id

    there, nowhere = (client.get(reverse(view, args=[one])) for one in (pk, MISSING))

    assert there.status_code == nowhere.status_code == 404
    assert body(there) == body(nowhere)
