"""Every path of the site: whose it is, what it asks of a stranger, and what a request changes."""

from collections import Counter
from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from medisoft.tests.actions import ACTIONS
from medisoft.tests.cast import WRITTEN_BY_ASKING, Cast, assemble, stored_rows, undone
from medisoft.tests.every_url import Url, every_url

pytestmark = pytest.mark.django_db

# What answers to somebody who is not logged in: the ways in, and the health page.
PUBLIC = {
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",  # says that the clinic makes the accounts
    "healthz",
}
# What everybody may do with their own account.
OWN_ACCOUNT = {
    "account_change_password",
    "account_confirm_login_code",
    "account_email",
    "account_logout",
    "account_reauthenticate",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",  # answers to the log-in page's script; a browser is led to that page
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "usersessions_list",
}
OF_AN_ACTION = {
    page.name for pages in ACTIONS.values() for page in pages if not page.name.startswith("admin:")
}
# What the admin keeps so far. A model that joins them needs its row in the matrix.
IN_THE_ADMIN = {
    "accounts.Expertise",
    "accounts.Patient",
    "accounts.Profession",
    "accounts.Provider",
    "accounts.Staff",
    "appointments.Appointment",
    "centres.Affiliation",
    "centres.Centre",
    "django_tasks_database.DBTaskResult",
    "referrals.Referral",
}


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def urls(cast: Cast) -> list[Url]:
    return every_url(cast)


def ask(cast: Cast, actor: str, url: Url, method: str, **options: Any) -> Any:
    return cast.client(actor, **options).generic(method, url.path)


def leads_to_login(response: Any) -> bool:
    """To the log-in, or to that of the admin, which leads there."""
    location = str(response.headers.get("Location", ""))
    return location.startswith((reverse("account_login"), reverse("admin:login")))


def test_every_url_belongs_to_an_action_or_to_a_list(urls: list[Url]) -> None:
    names = {url.name for url in urls if not url.is_admin}

    assert names == OF_AN_ACTION | PUBLIC | OWN_ACCOUNT


def test_no_name_leads_to_two_places(urls: list[Url]) -> None:
    places = Counter(url.name for url in urls)  # other tests reach a path by its name

    assert [name for name, number in places.items() if number > 1] == []


def test_the_admin_keeps_these_models() -> None:
    assert {model._meta.label for model in admin.site._registry} == IN_THE_ADMIN


def test_a_public_url_answers_to_a_stranger(cast: Cast, urls: list[Url]) -> None:
    refused = [
        url.name
        for url in urls
        if url.name in PUBLIC and ask(cast, "anonymous", url, "GET").status_code != 200
    ]

    assert refused == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_every_other_url_leads_a_stranger_to_the_login(
    cast: Cast, urls: list[Url], method: str
) -> None:
    before = stored_rows()

    responses = {url: ask(cast, "anonymous", url, method) for url in urls if url.name not in PUBLIC}

    answered = [
        url
        for url, response in responses.items()
        if not leads_to_login(response) and response.status_code != 405
    ]

    assert answered == []
    assert stored_rows() == before


@pytest.mark.parametrize("actor", ["patient", "provider, booked"])
def test_the_admin_lets_in_staff_alone(cast: Cast, urls: list[Url], actor: str) -> None:
    admitted = [
        url
        for url, method in product(urls, ["GET", "POST"])
        if url.is_admin and ask(cast, actor, url, method).status_code == 200
    ]

    assert admitted == []


@pytest.mark.parametrize("actor", ["patient", "provider, booked", "superuser"])
def test_reading_breaks_no_page_and_changes_nothing(
    cast: Cast, urls: list[Url], actor: str
) -> None:
    client = cast.client(actor)
    before = stored_rows()
    broken, changing = [], []

    for url, method in product(urls, ["GET", "HEAD", "OPTIONS"]):
        with undone():
            status = client.generic(method, url.path).status_code
            logged = WRITTEN_BY_ASKING.get(url.name, ()) if status in (200, 404) else ()
            after = stored_rows(besides=logged)
        if status >= 500:
            broken.append((url, method))
        if after != {label: before[label] for label in after}:
            changing.append((url, method))

    assert broken == []
    assert changing == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("actor", ["patient", "provider, booked", "superuser"])
def test_writing_nothing_breaks_no_page(
    cast: Cast, urls: list[Url], actor: str, method: str
) -> None:
    broken = []
    for url in urls:
        with undone():
            if ask(cast, actor, url, method).status_code >= 500:
                broken.append(url)

    assert broken == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_page_of_the_site_refuses_a_method_that_it_has_no_use_for(
    cast: Cast, urls: list[Url], method: str
) -> None:
    statuses = {
        url.name: ask(cast, "patient", url, method).status_code
        for url in urls
        if url.name in OF_AN_ACTION
    }

    assert set(statuses.values()) == {405}, statuses


@pytest.mark.parametrize("actor", ["anonymous", "patient", "provider, booked", "superuser"])
def test_a_post_without_a_token_is_refused_everywhere(
    cast: Cast, urls: list[Url], actor: str
) -> None:
    taken = {}
    for url in urls:
        with undone():
            response = ask(cast, actor, url, "POST", enforce_csrf_checks=True)
            if response.status_code != 403:
                taken[url] = response.status_code

    assert taken == {}
