"""A consultation in Chromium: from the day to a saved entry and a letter, with scripts and
without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.factories import ExpertiseFactory, ProviderFactory
from accounts.models import Provider
from appointments.models import Appointment
from medisoft.tests.consulting import TEXT, medications, open_consultation, prescribe
from records.models import HistoryEntry
from referrals.models import Referral

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def raman(transactional_db: None) -> Provider:
    return ProviderFactory.create(
        specialist=True,
        user__full_name="Priya Raman",
        expertise=ExpertiseFactory.create(name="Dermatology"),
    )


@pytest.fixture
def plain_page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_rows_are_added_and_taken_out_and_the_entry_is_saved(
    page: Page, visit: Appointment
) -> None:
    open_consultation(page, visit)
    opened = visit.patient.access_events.count()

    page.get_by_label(TEXT).fill("A cough.")
    for number, medication in enumerate(["Amoxicillin", "Ibuprofen", "Paracetamol"], 1):
        prescribe(page, number, medication)
        page.get_by_role("button", name="Add a medication").click()
    page.get_by_role("button", name="Take out medication 2").click()
    assert visit.patient.access_events.count() == opened  # nothing was asked of the site
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Entry 1 is saved.")).to_be_visible()
    assert medications() == ["Amoxicillin", "Paracetamol"]


def test_a_double_click_saves_once(page: Page, visit: Appointment) -> None:
    open_consultation(page, visit)
    page.get_by_label(TEXT).fill("A cough.")

    page.get_by_role("button", name="Save", exact=True).dblclick()

    expect(page.get_by_text("Entry 1 is saved.")).to_be_visible()
    assert HistoryEntry.objects.count() == 1


def test_enter_in_a_field_does_not_save_what_is_final(page: Page, visit: Appointment) -> None:
    open_consultation(page, visit)
    page.get_by_label(TEXT).fill("A cough.")

    prescribe(page, 1, "Amoxicillin")
    page.get_by_label("Dose").press("Enter")

    expect(page.get_by_label("Dose")).to_have_value("500 mg")
    expect(page.get_by_label(TEXT)).to_have_value("A cough.")
    assert not HistoryEntry.objects.exists()


def test_a_specialist_is_found_while_typing_and_the_letter_is_read_before_it_is_sent(
    page: Page, visit: Appointment, raman: Provider
) -> None:
    ProviderFactory.create(specialist=True, user__full_name="Omar Said")
    open_consultation(page, visit)
    page.get_by_label(TEXT).fill("A mole that grows.")

    page.get_by_text("Refer to a specialist").click()
    page.get_by_label("Find a specialist").press_sequentially("derm")
    expect(page.get_by_label("Specialist", exact=True).locator("option")).to_have_text(
        ["Choose a specialist", "Priya Raman"]
    )
    page.get_by_label("Specialist", exact=True).select_option("Priya Raman")
    page.get_by_role("button", name="Preview the letter").click()
    preview = page.get_by_role("region", name="Preview of the letter")
    expect(preview).to_contain_text("Dear Dr Priya Raman")
    expect(preview).to_contain_text("A mole that grows.")
    preview.get_by_role("button", name="Save and send this letter").click()

    expect(page.get_by_text("The letter to Priya Raman is sent.")).to_be_visible()
    assert "A mole that grows." in Referral.objects.get().letter


def test_without_scripts_everything_is_done_too(
    plain_page: Page, visit: Appointment, raman: Provider
) -> None:
    page = plain_page
    open_consultation(page, visit)
    page.get_by_label(TEXT).fill("A mole that grows.")
    prescribe(page, 1, "Amoxicillin")
    page.get_by_role("button", name="Add a medication").click()
    prescribe(page, 2, "Ibuprofen")
    page.get_by_role("button", name="Take out medication 1").click()

    page.get_by_text("Refer to a specialist").click()
    page.get_by_label("Find a specialist").fill("raman")
    page.get_by_role("button", name="Show who fits").click()
    page.get_by_label("Specialist", exact=True).select_option("Priya Raman")
    page.get_by_role("button", name="Preview the letter").click()
    page.get_by_role("button", name="Save and send this letter").click()

    expect(page.get_by_text("Entry 1 is saved. The letter to Priya Raman is sent.")).to_be_visible()
    assert medications() == ["Ibuprofen"]
    assert "- Ibuprofen, 500 mg: One a day" in Referral.objects.get().letter
