"""What a provider has typed and not saved, in Chromium: when the session ends, at the log-out, for
who comes after, while they turn the pages of the history, and beside a correction."""

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
from records.models import HistoryEntry
from records.querysets import PAGE

pytestmark = pytest.mark.django_db(transaction=True)

DRAFTS = "Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"
RESTORED = "What you had written is back. It is not saved."
CORRECTS = "Does it correct an earlier entry"


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


@pytest.fixture
def long_ago(visit: Appointment) -> HistoryEntry:
    """The first entry of a history of two pages."""
    first = make_entry(visit, text="The left knee.")
    for _ in range(PAGE):
        make_entry(visit)
    return first


def open_again(page: Page, visit: Appointment) -> None:
    """The consultation of an appointment that has its entry already."""
    enter(page, visit.provider.user)
    page.goto(f"/appointments/{visit.pk}/consultation/")
    page.wait_for_load_state()


def turn_to(page: Page, name: str, *, entry: int) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name=f"Entry {entry},")).to_be_visible()
    page.wait_for_load_state()


def test_what_is_typed_stays_from_page_to_page_and_back(
    page: Page, visit: Appointment, long_ago: HistoryEntry
) -> None:
    open_again(page, visit)
    page.get_by_label(TEXT).fill("Half")

    turn_to(page, "Earlier entries", entry=1)
    expect(page.get_by_label(TEXT)).to_have_value("Half")
    page.get_by_label(TEXT).fill("Half, and more.")
    page.go_back()
    expect(page.get_by_label(TEXT)).to_have_value("Half, and more.")
    page.go_forward()
    expect(page.get_by_role("heading", name="Entry 1,")).to_be_visible()
    expect(page.get_by_label(TEXT)).to_have_value("Half, and more.")


def test_an_entry_of_another_page_that_is_chosen_stays_chosen(
    page: Page, visit: Appointment, long_ago: HistoryEntry
) -> None:
    open_again(page, visit)
    turn_to(page, "Earlier entries", entry=1)
    page.get_by_label(CORRECTS).select_option(label=long_ago.title)
    page.get_by_label(TEXT).fill("The right knee.")

    page.goto("/")
    page.goto(f"/appointments/{visit.pk}/consultation/")
    expect(page.get_by_text(RESTORED)).to_be_visible()
    expect(page.get_by_label(CORRECTS).locator("option:checked")).to_have_text(long_ago.title)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text(f"Entry {PAGE + 2} is saved.")).to_be_visible()
    assert HistoryEntry.objects.get(text="The right knee.").amends == long_ago


def test_a_page_that_the_browser_kept_shows_what_was_typed_on_a_later_one(
    page: Page, visit: Appointment
) -> None:
    open_consultation(page, visit)
    page.get_by_label(TEXT).fill("Half, and more.")

    page.evaluate(
        """() => {
            document.getElementById("id_text").value = "Half";
            dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        }"""
    )

    expect(page.get_by_label(TEXT)).to_have_value("Half, and more.")


def test_a_note_that_is_not_saved_never_becomes_a_correction(
    page: Page, visit: Appointment
) -> None:
    entry = make_entry(visit, text="The left knee.")
    open_again(page, visit)
    page.get_by_label(TEXT).fill("Half a note.")

    page.get_by_role("button", name="Amend entry 1").click()
    expect(page.get_by_text("What you had written is kept apart.")).to_be_visible()
    expect(page.get_by_label(TEXT)).to_have_value("The left knee.")
    page.get_by_label(TEXT).fill("The right knee.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Entry 2 is saved.")).to_be_visible()
    assert HistoryEntry.objects.get(text="The right knee.").amends == entry
    page.goto(f"/appointments/{visit.pk}/consultation/")
    expect(page.get_by_label(TEXT)).to_have_value("Half a note.")
    expect(page.get_by_label(CORRECTS)).to_have_value("")


def test_a_correction_is_back_after_the_session_ended(page: Page, visit: Appointment) -> None:
    entry = make_entry(visit, text="The left knee.")
    open_again(page, visit)
    page.get_by_role("button", name="Amend entry 1").click()
    page.get_by_label(TEXT).fill("The right knee.")

    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Email").fill(visit.provider.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()

    expect(page.get_by_label(TEXT)).to_have_value("The right knee.")
    expect(page.get_by_label(CORRECTS)).to_have_value(str(entry.pk))
