"""Passkeys in a real browser, with a device that DevTools plays."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.factories import PASSWORD, PatientFactory, with_login
from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def tony(page: Page, settings: Settings) -> User:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's own site has no TLS
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return with_login(PatientFactory.create(user__email="tony@example.com").user)


def log_in(page: Page) -> None:
    page.goto("/accounts/login/?next=/profile/")
    page.get_by_label("Email").fill("tony@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def add_passkey(page: Page, *, alone: bool) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Log in with this passkey alone").set_checked(alone)
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_a_passkey_logs_in_without_a_password_and_keeps_the_page_asked_for(
    page: Page, tony: User
) -> None:
    log_in(page)
    add_passkey(page, alone=True)
    page.get_by_role("button", name="Log out").click()

    page.goto("/profile/")
    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page).to_have_url(re.compile("/profile/$"))


def test_a_passkey_is_the_second_step_after_the_password(page: Page, tony: User) -> None:
    log_in(page)
    add_passkey(page, alone=False)
    page.get_by_role("button", name="Log out").click()

    log_in(page)
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/$"))
    page.get_by_role("button", name="Use a passkey").click()

    expect(page).to_have_url(re.compile("/profile/$"))


def test_a_passkey_confirms_who_sits_there_and_can_be_removed(page: Page, tony: User) -> None:
    log_in(page)
    add_passkey(page, alone=True)

    page.goto("/accounts/2fa/webauthn/reauthenticate/?next=/accounts/2fa/webauthn/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove passkey").click()

    expect(page.get_by_text("You have no passkeys.")).to_be_visible()


def test_a_device_that_says_no_is_told_in_words(page: Page, tony: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The passkey did not work.")
