"""A receptionist closes a centre on its holidays in Chromium, by the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import OutgoingMail
from appointments.factories import make_appointment
from appointments.tests.desks import receptionist
from appointments.tests.times import at
from centres.factories import open_affiliation
from centres.tests.holidays import coming_holiday
from medisoft.tests.browsing import complaints_of, enter
from medisoft.tests.test_journey_desk import use

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_year_of_holidays_is_closed_and_who_was_booked_is_moved(page: Page) -> None:
    place, holiday = open_affiliation(), coming_holiday()
    visit = make_appointment(affiliation=place, starts_at=at(place, 10, day=holiday.day))
    complaints = complaints_of(page)
    enter(page, receptionist(place.centre))

    page.goto(f"/admin/centres/centre/{place.centre_id}/holidays/?year={holiday.day.year}")
    expect(page.get_by_role("heading", name=f"New South Wales {holiday.day.year}")).to_be_visible()
    use(page, "Close on these days")
    expect(page.get_by_role("cell", name=str(visit.patient)).first).to_be_visible()
    use(page, "Move all")
    expect(page.get_by_text("Moved: 1 appointment.")).to_be_visible()
    expect(page.get_by_text("Closed already").first).to_be_visible()
    expect(page.get_by_role("button", name="Close on these days")).to_have_count(0)

    visit.refresh_from_db()
    assert visit.day != holiday.day
    assert place.centre.time_off.filter(reason=holiday.name).exists()
    assert OutgoingMail.objects.count() == 1
    assert complaints == []
