"""What a provider has typed and not saved, in Chromium: when the session ends, at the log-out, for
who comes after, and beside a correction."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.factories import PASSWORD
from accounts.models import Patient
from appointments.models import Appointment
from medisoft.tests.browsing import enter
from medisoft.tests.consulting import TEXT, medications, open_consultation, prescribe
from records.factories import make_entry
from records.forms import MOST_ROWS

pytestmark = pytest.mark.django_db(transaction=True)

DRAFTS = "Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"
RESTORED = "What you had written is back. It is not saved."


def test_what_was_typed_is_back_after_the_session_ended(page: Page, visit: Appointment) -> None:
    with_user = visit.provider.user
    open_consultation(page, visit)
    page.get_by_label(TEXT).fill("A cough of two weeks.")
    prescribe(page, 1, "Amoxicillin")
    page.get_by_role("button", name="Add a medication").click()
    prescribe(page, 2, "Ibuprofen")

    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Email").fill(with_user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()

    expect(page.get_by_text(RESTORED)).to_be_visible()
    expect(page.get_by_label(TEXT)).to_have_value("A cough of two weeks.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Entry 1 is saved.")).to_be_visible()
    assert medications() == ["Amoxicillin", "Ibuprofen"]
    assert page.evaluate(DRAFTS) == 0
    page.get_by_role("link", name="Consultation with Tony Marino").click()
    expect(page.get_by_label(TEXT)).to_have_value("")


def test_a_log_out_takes_every_draft_along(page: Page, visit: Appointment) -> None:
    open_consultation(page, visit)
    page.get_by_label(TEXT).fill("A cough.")
    assert page.evaluate(DRAFTS) == 1

    page.get_by_role("button", name="Log out").click()

    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert page.evaluate(DRAFTS) == 0


def test_who_comes_after_in_the_same_tab_finds_no_draft(
    page: Page, visit: Appointment, tony: Patient
) -> None:
    open_consultation(page, visit)
    page.get_by_label(TEXT).fill("A cough.")

    Session.objects.all().delete()
    enter(page, tony.user)
    page.goto("/")

    expect(page.get_by_role("link", name="Find care").first).to_be_visible()
    assert page.evaluate(DRAFTS) == 0


def test_a_refused_page_keeps_what_it_gave_back_as_the_draft(
    page: Page, visit: Appointment
) -> None:
    open_consultation(page, visit)
    prescribe(page, 1, "Amoxicillin")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()

    page.goto(page.url)

    expect(page.get_by_role("group", name="Medication 1").get_by_label("Medication")).to_have_value(
        "Amoxicillin"
    )


def test_a_link_to_amend_stands_above_the_draft(page: Page, visit: Appointment) -> None:
    entry = make_entry(visit)
    enter(page, visit.provider.user)
    page.goto(f"/appointments/{visit.pk}/consultation/")
    page.get_by_label(TEXT).fill("The right knee.")

    page.get_by_role("link", name="Amend entry 1").click()

    expect(page.get_by_text(RESTORED)).to_be_visible()
    expect(page.get_by_label(TEXT)).to_have_value("The right knee.")
    expect(page.get_by_label("Does it correct an earlier entry")).to_have_value(str(entry.pk))


def test_a_row_is_back_however_many_were_taken_out_before_it(
    page: Page, visit: Appointment
) -> None:
    open_consultation(page, visit)
    for _ in range(MOST_ROWS):
        page.get_by_role("button", name="Add a medication").click()
        page.get_by_role("button", name="Take out").last.click()
    page.get_by_role("button", name="Add a medication").click()
    page.get_by_label("Medication", exact=True).last.fill("Ibuprofen")

    page.goto(page.url)

    expect(page.get_by_text(RESTORED)).to_be_visible()
    expect(page.get_by_label("Medication", exact=True).last).to_have_value("Ibuprofen")
