"""A consultation in Chromium: from the day to a saved entry and a letter, with scripts and
without; and what was typed when the session ends, at the log-out, and for who comes after."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.factories import PASSWORD, ExpertiseFactory, ProviderFactory
from accounts.models import Patient, Provider
from appointments.factories import make_appointment
from appointments.models import Appointment
from centres.models import Affiliation
from medisoft.tests.browsing import enter
from records.factories import make_entry
from records.forms import MOST_ROWS
from records.models import HistoryEntry, Prescription
from referrals.models import Referral

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "What happened in this consultation"
DRAFTS = "Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"
RESTORED = "What you had written is back. It is not saved."


@pytest.fixture
def visit(tony: Patient, jackson: Affiliation) -> Appointment:
    """Tony comes to the GP, who refers, in ten minutes."""
    profession = jackson.provider.profession
    profession.can_refer = True
    profession.save()
    return make_appointment(
        patient=tony, affiliation=jackson, starts_at=timezone.now() + timedelta(minutes=10)
    )


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


def open_consultation(page: Page, visit: Appointment) -> None:
    enter(page, visit.provider.user)
    page.goto("/")
    page.get_by_role("link", name="Start consultation").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Consultation with Tony Marino")
    page.wait_for_load_state()  # by then the scripts listen to what is typed


def prescribe(page: Page, number: int, medication: str) -> None:
    row = page.get_by_role("group", name=f"Medication {number}", exact=True)
    row.get_by_label("Medication").fill(medication)
    row.get_by_label("Dose").fill("500 mg")
    row.get_by_label("Directions").fill("One a day")


def medications() -> list[str]:
    return [prescription.medication for prescription in Prescription.objects.order_by("pk")]


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
