"""A patient's whole way in Chromium, with and without JavaScript, wide and narrow."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from accounts.models import Patient
from appointments.models import Appointment
from centres.models import Affiliation
from medisoft.tests.browsing import Clicks, calendar_event, link_in, log_in

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CLICKS = 3  # from a search result to the booked appointment


@pytest.fixture(
    params=[(True, 1280), (True, 320), (False, 1280), (False, 320)],
    ids=["wide", "narrow", "wide-without-javascript", "narrow-without-javascript"],
)
def browser_context_args(
    browser_context_args: dict[str, Any], request: pytest.FixtureRequest
) -> dict[str, Any]:
    has_javascript, width = request.param
    return {
        **browser_context_args,
        "java_script_enabled": has_javascript,
        "viewport": {"width": width, "height": 800},
    }


def search(page: Page, words: str) -> None:
    box = page.get_by_role("searchbox").first
    box.fill(words)
    box.press("Enter")


def test_from_the_log_in_to_a_kept_and_moved_appointment(
    page: Page,
    tony: Patient,
    jackson: Affiliation,
    run_tasks: Callable[[], None],
    mailoutbox: list[EmailMessage],
) -> None:
    log_in(page, tony.user)
    search(page, "Prnce of Wales")
    expect(page.get_by_role("link", name="Prince of Wales Hospital")).to_be_visible()
    page.goto("/search/")
    search(page, "jakson")

    clicks = Clicks()
    clicks(page.get_by_role("link", name="Mary Jackson", exact=True))
    clicks(page.get_by_role("list", name="Next free times").get_by_role("link").first)
    page.get_by_label("Reason for your visit").fill("A sore knee")
    clicks(page.get_by_role("button", name="Book appointment"))

    expect(page.get_by_role("heading", name="Your appointment is booked")).to_be_visible()
    assert clicks.count <= MOST_CLICKS
    appointment = Appointment.objects.get(patient=tony, affiliation=jackson, reason="A sore knee")
    run_tasks()
    assert "A sore knee" not in mailoutbox[-1].body
    page.goto(link_in(mailoutbox[-1]))
    booked = calendar_event(page)
    assert booked.start == appointment.starts_at

    page.get_by_role("link", name="Change time").click()
    page.get_by_role("link", name="Later week").click()
    page.get_by_role("link", name=re.compile("^2:30pm")).first.click()
    page.get_by_role("button", name="Move appointment").click()

    expect(page.get_by_text("2:30pm to 3:00pm")).to_be_visible()
    moved = calendar_event(page)
    assert moved.uid == booked.uid
    assert moved.sequence > booked.sequence
    run_tasks()
    assert "2:30pm" in mailoutbox[-1].body

    page.get_by_role("link", name=re.compile("^Cancel")).click()
    page.get_by_role("button", name="Cancel appointment").click()

    expect(page.get_by_role("status")).to_have_text("Your appointment is cancelled.")
    gone = calendar_event(page)
    assert (gone.uid, gone.status) == (booked.uid, "CANCELLED")
    assert gone.sequence > moved.sequence
    run_tasks()
    assert len(mailoutbox) == 3
    assert link_in(mailoutbox[-1])

    page.get_by_role("link", name="Mary Jackson", exact=True).click()
    page.get_by_role("link", name="Rate this provider").click()
    page.get_by_label("4 ").check()
    page.get_by_role("button", name="Save rating").click()

    expect(page.get_by_text("4 out of 5 (1 rating)")).to_be_visible()
