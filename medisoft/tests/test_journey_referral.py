"""A referral in Chromium: three people in three browsers, from the letter to the visit."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.factories import ProviderFactory, with_login
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation
from medisoft.tests.browsing import Browsers
from records.services import Letter, record
from referrals.models import Referral

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Chest pain on exertion."


@pytest.fixture
def okonjo(transactional_db: None) -> Affiliation:
    """A specialist's place."""
    provider = ProviderFactory.create(specialist=True, user__full_name="Sonia Okonjo")
    with_login(provider.user)
    return open_affiliation(provider=provider, centre=CentreFactory.create(name="Heart Centre"))


@pytest.fixture
def letter(tony: Patient, jackson: Affiliation, okonjo: Affiliation) -> Referral:
    """What the GP sent during the consultation."""
    visit = make_appointment(patient=tony, affiliation=jackson, starts_at=at(jackson, 9))
    recorded = record(
        appointment=visit,
        by=jackson.provider.user,
        text="Chest pain.",
        letter=Letter(okonjo.provider, TEXT, Referral.Term.MONTHS_12),
        now=timezone.now(),
    )
    assert recorded.referral is not None
    return recorded.referral


def test_a_letter_leads_the_patient_to_the_specialist_and_each_sees_how_far_it_is(
    browsers: Browsers, tony: Patient, jackson: Affiliation, okonjo: Affiliation, letter: Referral
) -> None:
    gp, specialist, patient = map(
        browsers.of, (jackson.provider.user, okonjo.provider.user, tony.user)
    )
    gp.goto("/")
    gp.get_by_role("navigation", name="Main").get_by_role("link", name="Referrals").click()
    expect(gp.get_by_role("listitem").filter(has_text="Tony Marino")).to_contain_text("Sent")

    specialist.goto("/")
    specialist.get_by_role("link", name="1 new referral").click()
    expect(specialist.get_by_role("listitem").filter(has_text="Tony")).to_contain_text("New")
    specialist.get_by_role("link", name="Tony Marino").click()
    expect(specialist.get_by_text(TEXT)).to_be_visible()
    expect(specialist.get_by_text("Re: Tony Marino")).to_be_visible()

    patient.goto("/")
    patient.get_by_role("link", name="Book Sonia Okonjo at Heart Centre").click()
    expect(patient.get_by_text("You have a referral from Mary Jackson until")).to_be_visible()
    patient.goto(f"/book/{okonjo.pk}/?week={at(okonjo, 10):%Y-%m-%d}")
    patient.get_by_role("link", name=f"10:00am on {at(okonjo, 10):%A} ").click()
    expect(patient.get_by_text("Under the referral of Mary Jackson")).to_be_visible()
    patient.get_by_role("button", name="Book appointment").click()
    expect(patient.get_by_role("heading", name="Your appointment is booked")).to_be_visible()
    patient.get_by_role("link", name="See the referral letter").click()
    expect(patient.get_by_text(TEXT)).to_be_visible()

    gp.reload()
    expect(gp.get_by_role("listitem").filter(has_text="Tony Marino")).to_contain_text("Booked")
    gp.get_by_role("link", name="Tony Marino").click()
    expect(gp.get_by_role("link", name="Withdraw referral")).to_have_count(0)
    assert Appointment.objects.get(affiliation=okonjo).referral == letter


def test_a_withdrawn_letter_closes_the_door_to_the_specialist(
    browsers: Browsers, tony: Patient, jackson: Affiliation, okonjo: Affiliation, letter: Referral
) -> None:
    gp, specialist, patient = map(
        browsers.of, (jackson.provider.user, okonjo.provider.user, tony.user)
    )
    gp.goto(f"/referrals/{letter.pk}/")
    gp.get_by_role("link", name="Withdraw referral").click()
    gp.get_by_role("button", name="Withdraw referral").click()
    expect(gp.get_by_text("The referral is withdrawn.")).to_be_visible()

    specialist.goto(f"/referrals/{letter.pk}/")
    expect(specialist.get_by_text("Mary Jackson has withdrawn this referral.")).to_be_visible()
    expect(specialist.get_by_text(TEXT)).to_have_count(0)

    patient.goto(f"/book/{okonjo.pk}/")
    expect(patient.get_by_role("heading", name="You need a GP referral")).to_be_visible()
