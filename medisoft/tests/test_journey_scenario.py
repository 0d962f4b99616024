"""The client's own scenario in Chromium: five people, each in a browser of their own. A history
follows the patient to whom they book, and opens to nobody else."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.factories import ProfessionFactory, ProviderFactory, with_login
from accounts.models import Patient
from appointments.models import Appointment
from appointments.tests.times import at, coming_wednesday
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation, Centre
from medisoft.tests.browsing import Browsers
from records.models import HistoryEntry

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "A lump in the left arm."
SECOND = "lesion of size 1 cm in the left arm"
TEXT = "What happened in this consultation"


def works(name: str, profession: str, *centres: str) -> list[Affiliation]:
    """A provider who can log in, at these centres."""
    provider = ProviderFactory.create(
        user__full_name=name, profession=ProfessionFactory.create(name=profession)
    )
    with_login(provider.user)
    return [
        open_affiliation(provider=provider, centre=Centre.objects.get(name=centre))
        for centre in centres
    ]


def book(page: Page, place: Affiliation, *, week: int) -> Appointment:
    """The patient books a Wednesday at ten, by the links of the site."""
    start = at(place, 10, day=coming_wednesday(weeks=week))
    page.goto(f"/book/{place.pk}/?week={start.date()}")
    page.get_by_role("link", name=f"10:00am on Wednesday {start.day} ").click()
    page.get_by_role("button", name="Book appointment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your appointment is booked")
    return Appointment.objects.get(affiliation=place, starts_at=start)


def write(page: Page, appointment: Appointment, text: str) -> None:
    open_from_appointment(page, appointment)
    page.get_by_label(TEXT).fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(re.compile(r"Entry \d is saved"))).to_be_visible()


def open_from_appointment(page: Page, appointment: Appointment) -> None:
    """The provider asks for access from the appointment."""
    page.goto(f"/appointments/{appointment.pk}/")
    page.get_by_role("link", name=re.compile("consultation", re.I)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Consultation with Tony Marino")


def test_a_history_follows_the_patient_and_opens_to_whom_they_book(
    browsers: Browsers, tony: Patient
) -> None:
    for name in ("Centre A", "Centre B", "Centre C"):
        CentreFactory.create(name=name)
    jack_at_a, jack_at_c = works("Jack Okafor", "GP", "Centre A", "Centre C")
    [rosa] = works("Rosa Imai", "Radiographer", "Centre B")
    [gina] = works("Gina Petrova", "GP", "Centre A")  # whom Tony never books
    [paul] = works("Paul Ngo", "Pharmacist", "Centre C")  # nor him
    tonys, jacks, rosas, ginas, pauls = (
        browsers.of(user)
        for user in (
            tony.user,
            *(place.provider.user for place in (jack_at_a, rosa, gina, paul)),
        )
    )

    first = book(tonys, jack_at_a, week=1)
    open_from_appointment(jacks, first)
    expect(jacks.get_by_text("There are no entries.")).to_be_visible()
    write(jacks, first, FIRST)

    second = book(tonys, rosa, week=2)
    open_from_appointment(rosas, second)
    expect(rosas.get_by_text(FIRST)).to_be_visible()
    expect(rosas.get_by_role("link", name=re.compile("Amend"))).to_have_count(0)
    write(rosas, second, SECOND)

    third = book(tonys, jack_at_c, week=3)
    open_from_appointment(jacks, third)
    for text in (FIRST, SECOND):
        expect(jacks.get_by_text(text, exact=True)).to_be_visible()

    for stranger in (ginas, pauls):
        for path in (
            f"/appointments/{third.pk}/consultation/",
            f"/patients/{tony.pk}/",
            f"/appointments/{third.pk}/",
        ):
            answer = stranger.goto(path)
            assert answer is not None
            assert answer.status == 404
            assert FIRST not in stranger.content()
            assert SECOND not in stranger.content()

    tonys.goto("/history/access/")
    log = tonys.locator("main")
    for name in ("Jack Okafor", "Rosa Imai", "Gina Petrova", "Paul Ngo"):
        expect(log).to_contain_text(name)
    assert list(HistoryEntry.objects.values_list("number", "text")) == [(1, FIRST), (2, SECOND)]
