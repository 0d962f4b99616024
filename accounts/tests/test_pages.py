"""What the pages of the log-in and the profile do in a browser."""

import pytest
from playwright.sync_api import Page, expect

from accounts.factories import PASSWORD, PatientFactory, with_login
from centres.factories import AffiliationFactory
from medisoft.tests.browsing import enter

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_refused_provider_number_is_kept_and_its_fault_has_the_focus(page: Page) -> None:
    enter(page, with_login(AffiliationFactory.create().provider.user))
    page.goto("/profile/")
    page.get_by_label("Provider number").fill("💥")
    page.get_by_role("button", name="Save the number").click()

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Provider number")).to_have_value("💥")


def test_the_display_chosen_in_the_profile_wins_over_the_devices(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    enter(page, with_login(PatientFactory.create().user))
    page.goto("/profile/")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save display").click()

    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(16, 23, 29)"


def test_a_password_can_be_shown_and_is_hidden_again_when_sent(page: Page) -> None:
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
def test_the_log_in_and_the_profile_work_without_javascript(page: Page) -> None:
    with_login(PatientFactory.create(user__email="tony@example.com").user)
    page.goto("/accounts/login/?next=/profile/")
    page.get_by_label("Email").fill("tony@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label("Full name").fill("Anton")
    page.get_by_role("button", name="Save your details").click()

    expect(page.get_by_role("status")).to_have_text("Your details are saved.")
