"""The desk's pages that only an answer shows, as axe sees them."""

import pytest
from playwright.sync_api import Page, expect

from appointments.factories import make_appointment
from appointments.tests.desks import receptionist
from appointments.tests.times import at, coming_wednesday
from centres.factories import open_affiliation
from centres.models import Affiliation
from medisoft.tests.browsing import enter
from medisoft.tests.test_accessibility import faults_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(page: Page, transactional_db: None) -> Affiliation:
    """Where somebody is logged in at the desk, with three visits on a coming Wednesday."""
    place = open_affiliation()
    for hour in (9, 10, 11):
        make_appointment(affiliation=place, starts_at=at(place, hour))
    enter(page, receptionist(place.centre))
    return place


def test_the_page_of_decisions_has_no_barrier(page: Page, place: Affiliation) -> None:
    page.goto(f"/admin/centres/affiliation/{place.pk}/off/?day={coming_wednesday()}")
    page.get_by_role("button", name="Off the whole day").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    found = faults_of(page)

    page.get_by_role("radio", name="Cancel").first.check()
    page.get_by_role("button", name="Save with these choices").click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert [*found, *faults_of(page)] == []


@pytest.mark.parametrize("kind", ["affiliation", "centre"])
def test_refused_hours_have_no_barrier(page: Page, place: Affiliation, kind: str) -> None:
    edited = place if kind == "affiliation" else place.centre
    page.goto(f"/admin/centres/{kind}/{edited.pk}/change/")
    page.get_by_text("Add another Time off").click()
    page.locator("#id_time_off-0-starts_at").fill(f"{coming_wednesday()}T10:00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Please correct the error")).to_be_visible()

    assert faults_of(page) == []
