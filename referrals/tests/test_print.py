"""The letter on paper."""

import pytest

from accounts.factories import PatientFactory, ProviderFactory
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import text
from centres.factories import CentreFactory
from records.models import AccessEvent
from referrals.factories import gp, make_referral
from referrals.models import Referral
from referrals.tests.pages import PARTIES, as_user, party, place_of, url, withdraw_now

pytestmark = pytest.mark.django_db


def test_it_holds_what_a_letter_needs() -> None:
    centre = CentreFactory.create(phone="0293822222", street="320 Barker Street")
    place = gp(centre=centre, provider_number="2449001X")
    visit = make_appointment(
        patient=PatientFactory.create(medicare_number="2123456701"),
        affiliation=place,
        status=Appointment.Status.COMPLETED,
    )
    letter = make_referral(appointment=visit, letter="Chest pain.\n\nThank you.", term="3")
    at = place_of(letter)

    page = text(as_user(letter.referrer.user).get(url(letter, "print")))

    for part in [
        centre.name,
        "320 Barker Street, Randwick NSW 2031",
        "Phone 02 9382 2222",
        str(letter.referrer),
        "Provider number 2449001X",
        "Wednesday 2 December 2026",
        str(letter.specialist),
        "Cardiology (Specialist)",
        at.centre.name,
        f"Re: {letter.patient}, Medicare number 2123 45670 1",
        "<p>Chest pain.</p>",
        "<p>Thank you.</p>",
        "This referral lasts 3 months from the first visit.",
    ]:
        assert part in page


def test_a_patient_without_a_medicare_number_has_none_on_the_letter(letter: Referral) -> None:
    assert "Medicare" not in text(as_user(letter.patient.user).get(url(letter, "print")))


def test_a_letter_without_an_end_says_so() -> None:
    letter = make_referral(term="indefinite")

    page = text(as_user(letter.patient.user).get(url(letter, "print")))

    assert "This referral has no end date." in page


@pytest.mark.parametrize("name", PARTIES)
def test_each_party_prints_it_and_that_is_logged(letter: Referral, name: str) -> None:
    user = party(letter, name)

    assert as_user(user).get(url(letter, "print")).status_code == 200

    assert AccessEvent.objects.get().actor == user


def test_nobody_else_prints_it(letter: Referral) -> None:
    for user in (ProviderFactory.create().user, PatientFactory.create().user):
        assert as_user(user).get(url(letter, "print")).status_code == 404


def test_the_specialist_of_a_withdrawn_letter_does_not_print_it(letter: Referral) -> None:
    withdraw_now(letter)

    response = as_user(letter.specialist.user).get(url(letter, "print"))

    assert response.status_code == 404
    assert not AccessEvent.objects.get().allowed
