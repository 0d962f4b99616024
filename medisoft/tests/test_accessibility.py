"""Every page as axe sees it: light and dark, wide and narrow, with text twice as large."""

import re
from http import HTTPStatus
from itertools import product
from typing import Literal
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.factories import PASSWORD
from accounts.models import Patient
from centres.models import Affiliation
from medisoft.tests.browsing import enter, scrolls_sideways, violations
from medisoft.tests.every_page import PEOPLE, Site, furnish, names_of_pages, two_step_pages

pytestmark = pytest.mark.django_db(transaction=True)

WIDE, NARROW = 1280, 320  # CSS pixels; the narrow one is that of WCAG 2.2, 1.4.10
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PLAYED_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
TEXT_SIZE = "size => { document.documentElement.style.fontSize = size }"


@pytest.fixture
def site(transactional_db: None) -> Site:
    return furnish()


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page in any of its looks, each with its look and path."""
    found = []
    for width, scheme in product((WIDE, NARROW), SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}, {width} px: {fault}" for fault in violations(page)]
    if scrolls_sideways(page):
        found.append(f"scrolls sideways at {NARROW} px")
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.evaluate(TEXT_SIZE, "200%")
    if scrolls_sideways(page):
        found.append("scrolls sideways at 200 % text")
    page.evaluate(TEXT_SIZE, "")
    return [f"{urlsplit(page.url).path} {fault}" for fault in found]


def faults_at(page: Page, paths: list[str]) -> list[str]:
    """What is wrong with the pages, each of which must open and lead to no other."""
    found = []
    for path in paths:
        response = page.goto(path)
        assert response is not None
        assert response.status < HTTPStatus.INTERNAL_SERVER_ERROR, path
        assert name_of(page.url) == name_of(path)
        found += faults_of(page)
    return found


def name_of(url: str) -> str:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return "404"


@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_has_a_barrier(page: Page, site: Site, person: str) -> None:
    if person in site.users:
        enter(page, site.users[person])

    assert faults_at(page, site.paths[person]) == []


def test_the_pages_of_a_log_in_in_two_steps_have_no_barrier(
    page: Page, tony: Patient, settings: Settings
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's own site has no TLS
    enter(page, tony.user)
    TOTP.activate(tony.user, generate_totp_secret())
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PLAYED_DEVICE})
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    found = faults_at(page, two_step_pages(passkey.pk))

    page.get_by_role("button", name="Log out").first.click()
    page.get_by_label("Email").fill(tony.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_label("Code")).to_be_visible()
    assert name_of(page.url) == "mfa_authenticate"

    assert [*found, *faults_of(page)] == []


def test_every_page_of_the_site_is_looked_at(site: Site) -> None:
    seen = {name_of(path) for paths in site.paths.values() for path in paths}
    seen |= {name_of(path) for path in two_step_pages(1)}

    assert names_of_pages() - seen == {"mfa_authenticate"}  # the test above meets it


def test_refused_forms_have_no_barrier(page: Page, tony: Patient, jackson: Affiliation) -> None:
    enter(page, tony.user)
    found = []
    for path, button in [
        ("/profile/", "Save your details"),
        ("/accounts/password/change/", "Change password"),
        ("/accounts/email/", "Change email"),
        (f"/centres/{jackson.centre_id}/rate/", "Save rating"),
    ]:
        page.goto(path)
        for box in page.locator("main input[type=text], main input[type=tel]").all():
            box.fill("💥")
        page.get_by_role("button", name=button).click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
        expect(page).to_have_title(re.compile("^Error: "))
        found += faults_of(page)

    assert found == []


def test_a_refused_log_in_has_no_barrier(page: Page, tony: Patient) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(tony.user.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()

    assert faults_of(page) == []


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_error_pages_have_no_barrier(page: Page, status: int, live_server: LiveServer) -> None:
    name = "403_csrf" if status == HTTPStatus.FORBIDDEN else str(status)
    body = render_to_string(f"{name}.html", {"minutes": 5})
    page.route("**/fault/", lambda route: route.fulfill(status=status, body=body))
    page.goto("/fault/", wait_until="load")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert faults_of(page) == []
