"""Each role's way in, what it meets there, and a password forgotten."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.factories import PASSWORD, staff_user, superuser, with_login
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.tests.times import at
from centres.models import Affiliation
from medisoft.tests.browsing import enter, link_in, log_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_password_is_chosen_anew_by_the_link_of_a_mail(
    page: Page, tony: Patient, run_tasks: Callable[[], None], mailoutbox: list[EmailMessage]
) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("Email").fill(tony.user.email)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    run_tasks()
    page.goto(link_in(mailoutbox[-1]))
    page.get_by_label("New password", exact=True).fill("gumtree-lorikeet")
    page.get_by_label("New password again").fill("gumtree-lorikeet")
    page.get_by_role("button", name="Save the new password").click()
    expect(page.get_by_role("heading", name="Log in with your new password")).to_be_visible()

    log_in(page, tony.user, password="gumtree-lorikeet")

    expect(page.get_by_role("heading", name="You have no appointments")).to_be_visible()


def test_a_provider_lands_on_the_day_and_opens_who_comes(
    page: Page, tony: Patient, jackson: Affiliation
) -> None:
    start = at(jackson, 10)
    make_appointment(patient=tony, affiliation=jackson, starts_at=start, reason="A sore knee")
    log_in(page, jackson.provider.user)
    today = timezone.localdate()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Today, {today:%A} {today.day} ")

    page.goto(f"/?day={start:%Y-%m-%d}")
    page.get_by_role("link", name="Week", exact=True).click()
    page.get_by_role("link", name="Appointment of Tony Marino").click()

    expect(page.get_by_text("A sore knee")).to_be_visible()
    expect(page.get_by_text("10:00am")).to_be_visible()


def test_a_superuser_is_led_to_the_admin_and_its_lists(page: Page, jackson: Affiliation) -> None:
    page.goto("/admin/")
    expect(page).to_have_title("Log in · MediSoft")

    log_in(page, with_login(superuser()))
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()
    page.get_by_role("row", name="Centres").get_by_role("link", name="Centres").click()

    expect(page.get_by_role("link", name="Day sheet of Prince of Wales Hospital")).to_be_visible()


def test_clinic_staff_who_keep_nothing_yet_are_told_so(page: Page, jackson: Affiliation) -> None:
    log_in(page, with_login(staff_user()))

    expect(page.get_by_role("heading", name="Your account is ready")).to_be_visible()
    page.get_by_role("link", name="Find a provider or a centre").click()
    expect(page.get_by_role("heading", name="Find care")).to_be_visible()


def test_a_page_of_another_role_says_so_and_leads_home(page: Page, jackson: Affiliation) -> None:
    enter(page, jackson.provider.user)
    response = page.goto(f"/book/{jackson.pk}/")

    assert response is not None
    assert response.status == 403
    expect(page.get_by_role("heading", name="This page is not for you")).to_be_visible()
    page.get_by_role("link", name="Go to the home page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")


def test_the_page_asked_for_opens_after_the_log_in(page: Page, tony: Patient) -> None:
    page.goto("/appointments/?when=past")
    page.get_by_label("Email").fill(tony.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()

    expect(page.get_by_role("heading", name="Past and cancelled appointments")).to_be_visible()
