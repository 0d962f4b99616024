"""Booking in Chromium: by keyboard, twice at once, too late, and after somebody logged out."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at, coming_wednesday, iso
from centres.models import Affiliation
from medisoft.tests.browsing import Clicks, Keys, enter, log_in

pytestmark = pytest.mark.django_db(transaction=True)

MOST_KEYS = 35  # from the picker to the booked appointment, for a time about midday

CONFIRM = "Book appointment"
BOOKED = "Your appointment is booked"


def check_page(affiliation: Affiliation, hour: int) -> str:
    [start] = iso(affiliation, at(affiliation, hour))
    return f"/book/{affiliation.pk}/?slots={start.replace('+', '%2B')}"


def test_a_time_on_a_result_is_two_clicks_from_booked(
    page: Page, tony: Patient, jackson: Affiliation
) -> None:
    enter(page, tony.user)
    page.goto("/search/?q=jackson")

    clicks = Clicks()
    clicks(page.get_by_role("list", name="Next free times").get_by_role("link").first)
    clicks(page.get_by_role("button", name=CONFIRM))

    expect(page.get_by_role("heading", name=BOOKED)).to_be_visible()
    assert clicks.count == 2


def test_the_keyboard_alone_books_a_midday_time(
    page: Page, tony: Patient, jackson: Affiliation
) -> None:
    enter(page, tony.user)
    day = coming_wednesday()
    page.goto(f"/book/{jackson.pk}/?week={day}")

    keys = Keys(page)
    keys.press("Tab")
    keys.press("Enter")  # past the navigation
    keys.tab_to(page.get_by_role("link", name=f"Wed {day.day} "))
    keys.press("Enter")
    keys.tab_to(page.get_by_role("link", name=f"12:00pm on Wednesday {day.day} "))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Check your appointment")).to_be_visible()
    keys.press("Tab")
    keys.press("Enter")
    keys.tab_to(page.get_by_role("button", name=CONFIRM))
    keys.press("Enter")

    expect(page.get_by_role("heading", name=BOOKED)).to_be_visible()
    assert keys.count <= MOST_KEYS
    assert Appointment.objects.get().starts_at == at(jackson, 12)


def test_a_double_click_makes_one_booking(page: Page, tony: Patient, jackson: Affiliation) -> None:
    enter(page, tony.user)
    page.goto(check_page(jackson, 12))
    page.get_by_role("button", name=CONFIRM).dblclick()

    expect(page.get_by_role("heading", name=BOOKED)).to_be_visible()
    assert Appointment.objects.count() == 1


def test_who_comes_too_late_books_the_nearest_time_and_keeps_the_reason(
    page: Page, tony: Patient, jackson: Affiliation
) -> None:
    enter(page, tony.user)
    page.goto(check_page(jackson, 12))
    page.get_by_label("Reason for your visit").fill("A sore knee")
    rival = make_appointment(affiliation=jackson, starts_at=at(jackson, 12))
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name=CONFIRM).click()
    assert answer.value.status == 409
    expect(page.get_by_role("heading", name="That time is taken")).to_be_visible()

    nearest = page.get_by_role("button", name=re.compile("11:30am|12:30pm"))
    expect(nearest).to_have_count(2)
    nearest.first.click()
    expect(page.get_by_label("Reason for your visit")).to_have_value("A sore knee")
    page.get_by_role("button", name=CONFIRM).click()

    expect(page.get_by_role("heading", name=BOOKED)).to_be_visible()
    assert Appointment.objects.exclude(pk=rival.pk).get().reason == "A sore knee"


def test_a_reason_is_counted_as_it_is_written(
    page: Page, tony: Patient, jackson: Affiliation
) -> None:
    enter(page, tony.user)
    page.goto(check_page(jackson, 12))
    count = page.get_by_role("status")
    expect(count).to_have_text("200 characters left")

    page.get_by_label("Reason for your visit").fill(f" A cough 🤧\n{'x' * 190}")
    expect(count).to_have_text("0 characters left")
    page.get_by_label("Reason for your visit").press("y")

    expect(count).to_have_text("1 character too many")


def test_the_back_button_shows_nothing_personal_after_the_log_out(
    page: Page, tony: Patient, jackson: Affiliation
) -> None:
    log_in(page, tony.user)
    make_appointment(patient=tony, affiliation=jackson, starts_at=at(jackson, 12))
    page.goto("/appointments/")
    expect(page.get_by_text("Mary Jackson")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.get_by_text("Mary Jackson")).to_have_count(0)


def test_a_longer_visit_in_a_later_week_is_chosen_without_a_new_page(
    page: Page, tony: Patient, jackson: Affiliation
) -> None:
    enter(page, tony.user)
    page.goto(f"/book/{jackson.pk}/")
    page.evaluate("document.body.dataset.loaded = 'once'")

    page.get_by_role("link", name="1 hour", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("of 1 hour")
    page.get_by_role("link", name="Later week").click()

    expect(page).to_have_url(re.compile(r"length=60.*week=|week=.*length=60"))
    expect(page.get_by_role("link", name="Later week")).to_be_focused()
    assert page.evaluate("document.body.dataset.loaded") == "once"
