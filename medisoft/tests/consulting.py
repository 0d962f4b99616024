"""A consultation in a browser: its page, and a medication written on it."""

from playwright.sync_api import Page, expect

from appointments.models import Appointment
from medisoft.tests.browsing import enter
from records.models import Prescription

TEXT = "What happened in this consultation"


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
