"""Every page of the log-in and the profile, as axe sees it: light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.factories import PASSWORD, PatientFactory, with_login
from centres.factories import AffiliationFactory

pytestmark = pytest.mark.django_db(transaction=True)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STRANGERS_PAGES = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/",
    "/accounts/confirm-email/x/",
    "/no/such/page/",
]
OWN_PAGES = [
    "/profile/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/sessions/",
    "/accounts/logout/",
]


@pytest.fixture(params=["light", "dark"])
def scheme(request, page: Page):
    page.emulate_media(color_scheme=request.param)
    return request.param


@pytest.fixture(params=[1280, 320])
def width(request, page: Page):
    page.set_viewport_size({"width": request.param, "height": 800})
    return request.param


def check(page: Page) -> None:
    """Nothing for axe to object to, and nothing that scrolls sideways."""
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    violations = Axe().run(page, options=options).response["violations"]
    assert [(page.url, found["id"], found["nodes"][0]["html"]) for found in violations] == []
    assert page.evaluate(SIDEWAYS) == 0


def enter(page: Page, user) -> None:
    """Give the browser the session of a person who confirmed the password a moment ago."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        # A browser takes a `__Host-` cookie from https only, and sends it to localhost anyway.
        [{"name": name, "value": client.cookies[name].value, "url": "https://localhost"}]
    )


def test_a_strangers_pages(page: Page, scheme, width):
    for path in STRANGERS_PAGES:
        page.goto(path)
        check(page)


def test_a_refused_log_in(page: Page, scheme, width):
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Log in", exact=True).click()

    expect(page).to_have_title("Error: Log in · MediSoft")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    check(page)


def test_the_pages_of_somebody_who_is_in(page: Page, scheme, width):
    enter(page, with_login(PatientFactory.create().user))
    for path in OWN_PAGES:
        page.goto(path)
        expect(page.get_by_role("button", name="Log out").first).to_be_visible()
        check(page)


def test_a_refused_profile(page: Page, scheme, width):
    enter(page, with_login(AffiliationFactory.create().provider.user))
    page.goto("/profile/")
    page.get_by_label("Provider number").fill("💥")
    page.get_by_role("button", name="Save the number").click()

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Provider number")).to_have_value("💥")
    check(page)


def test_a_refused_passwords_page(page: Page, scheme, width):
    enter(page, with_login(PatientFactory.create().user))
    page.goto("/accounts/password/change/")
    page.get_by_role("button", name="Change password").click()

    expect(page.locator("[data-error-summary]")).to_be_focused()
    check(page)


def test_the_display_chosen_in_the_profile_wins_over_the_devices(page: Page):
    page.emulate_media(color_scheme="light")
    enter(page, with_login(PatientFactory.create().user))
    page.goto("/profile/")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save display").click()

    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(16, 23, 29)"


def test_a_password_can_be_shown_and_is_hidden_again_when_sent(page: Page):
    page.goto("/accounts/login/")
    field = page.get_by_label("Password", exact=True)
    field.fill("a secret")
    page.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")

    page.evaluate(
        "document.querySelector('form').addEventListener('submit', (e) => e.preventDefault())"
    )
    page.get_by_role("button", name="Log in", exact=True).click()

    expect(field).to_have_attribute("type", "password")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_log_in_and_the_profile_work_without_javascript(page: Page):
    with_login(PatientFactory.create(user__email="tony@example.com").user)
    page.goto("/accounts/login/?next=/profile/")
    page.get_by_label("Email").fill("tony@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label("Full name").fill("Anton")
    page.get_by_role("button", name="Save your details").click()

    expect(page.get_by_role("status")).to_have_text("Your details are saved.")
