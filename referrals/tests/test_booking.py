"""Booking under a letter: who can, under which, until when, and by which professions."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factories import ExpertiseFactory, PatientFactory, ProviderFactory
from accounts.models import Profession, Provider
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import text
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import open_affiliation
from centres.models import Affiliation
from referrals.exceptions import LetterRefused
from referrals.factories import make_referral
from referrals.models import Referral
from referrals.tests.pages import LONG_AGO, as_user, book_under, place_of, withdraw_now

NO_ID = "6dd9d3a4-3f22-4f0c-8f5b-0d3a3c1b8b6e"

pytestmark = pytest.mark.django_db

NEEDED = "You need a GP referral"
KNOWN = ["GP", "Specialist", "Radiographer", "Pathologist", "Physiotherapist", "Pharmacist"]


@pytest.fixture
def place(letter: Referral) -> Affiliation:
    """Where the specialist of the letter sees patients."""
    return place_of(letter)


@pytest.fixture
def client(letter: Referral) -> Client:
    """The browser of the letter's patient."""
    return as_user(letter.patient.user)


def url(place: Affiliation) -> str:
    return reverse("appointments:book", args=[place.pk])


def asked(place: Affiliation, hour: int = 11, *, weeks: int = 1, **fields: Any) -> dict[str, Any]:
    day = coming_wednesday(weeks=weeks)
    return {"slots": iso(place, at(place, hour, day=day)), "reason": "", **fields}


def test_a_letter_opens_the_picker_and_says_under_which(
    client: Client, letter: Referral, place: Affiliation
) -> None:
    page = text(client.get(url(place)))

    assert "Choose a time" in page
    assert f"You have a referral from {letter.referrer} until" in page


def test_the_check_page_names_the_letter(
    client: Client, letter: Referral, place: Affiliation
) -> None:
    page = text(client.get(url(place), asked(place)))

    assert f"Under the referral of {letter.referrer}, until" in page
    assert f'<input type="hidden" name="referral" value="{letter.pk}">' in page


@pytest.mark.parametrize("named", [True, False])
def test_booking_keeps_the_letter(
    client: Client, letter: Referral, place: Affiliation, named: bool
) -> None:
    fields = asked(place, referral=letter.pk) if named else asked(place)

    response = client.post(url(place), fields)

    appointment = Appointment.objects.get(provider=letter.specialist)
    assert response["Location"] == reverse("appointments:detail", args=[appointment.pk])
    assert appointment.referral == letter


@pytest.mark.parametrize("state", ["none", "lapsed", "withdrawn", "another's", "to another"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_letter_that_can_be_used_nothing_is_booked(state: str, method: str) -> None:
    patient = PatientFactory.create()
    place = open_affiliation(provider=ProviderFactory.create(specialist=True))
    letter = make_referral(
        patient=None if state == "another's" else patient,
        specialist=None if state in ("none", "to another") else place.provider,
        sent_at=timezone.now() - (LONG_AGO if state == "lapsed" else timedelta(0)),
    )
    if state == "withdrawn":
        withdraw_now(letter)

    fields = asked(place, referral=letter.pk)
    response = getattr(as_user(patient.user), method)(url(place), fields)

    assert response.status_code == 200
    assert NEEDED in text(response)
    assert not Appointment.objects.filter(provider=place.provider).exists()


@pytest.mark.parametrize("value", ["x", NO_ID, "1" * 5000])
def test_a_letter_that_is_not_offered_is_not_taken(
    client: Client, letter: Referral, place: Affiliation, value: str
) -> None:
    page = text(client.post(url(place), asked(place, referral=value)))

    assert "Choose the referral that this visit is for." in page
    assert not letter.appointments.exists()


def test_of_several_letters_the_patient_chooses_one_that_covers_the_day(
    client: Client, letter: Referral, place: Affiliation
) -> None:
    other, ending = [
        make_referral(
            patient=letter.patient,
            specialist=letter.specialist,
            sent_at=timezone.now() - timedelta(days=days),
        )
        for days in (30, 360)
    ]

    page = text(client.get(url(place), asked(place, weeks=3)))
    assert f'value="{letter.pk}"' in page
    assert f'value="{other.pk}"' in page
    assert str(ending.pk) not in page

    client.post(url(place), asked(place, weeks=3, referral=other.pk))
    assert Appointment.objects.get(provider=letter.specialist).referral == other


def test_another_time_keeps_the_letter_that_was_chosen(
    client: Client, letter: Referral, place: Affiliation
) -> None:
    other = make_referral(
        patient=letter.patient,
        specialist=letter.specialist,
        sent_at=timezone.now() - timedelta(days=30),
    )
    elsewhere = make_referral(specialist=letter.specialist)
    book_under(elsewhere)

    taken = client.post(url(place), asked(place, 10, referral=other.pk))

    assert taken.status_code == 409
    assert f"&referral={other.pk}" in text(taken)


def test_a_short_term_that_begins_later_books_a_second_visit() -> None:
    letter = make_referral(term="3")
    place, client = place_of(letter), as_user(letter.patient.user)
    client.post(url(place), asked(place, weeks=20))

    response = client.post(url(place), asked(place, weeks=22))

    assert response.status_code == 302
    assert letter.appointments.count() == 2


def test_beyond_the_term_the_page_says_so_and_shows_ways_out(
    client: Client, letter: Referral, place: Affiliation
) -> None:
    old = make_referral(specialist=letter.specialist, sent_at=timezone.now() - timedelta(days=350))
    client = as_user(old.patient.user)

    for response in (
        client.get(url(place), asked(place, weeks=8)),
        client.post(url(place), asked(place, weeks=8, referral=old.pk)),
    ):
        page = text(response)
        assert "This referral cannot be used" in page
        assert "Find a GP" in page
        assert "Choose another time" in page
    assert not old.appointments.exists()


def test_an_appointment_cannot_be_moved_beyond_the_term_of_its_letter(place: Affiliation) -> None:
    old = make_referral(specialist=place.provider, sent_at=timezone.now() - timedelta(days=350))
    appointment = book_under(old)
    client = as_user(old.patient.user)
    path = reverse("appointments:reschedule", args=[appointment.pk])

    page = text(client.post(path, asked(place, weeks=8)))

    assert "This referral cannot be used" in page
    assert "Find a GP" in page
    appointment.refresh_from_db()
    assert appointment.day == coming_wednesday()


def test_an_appointment_moves_within_the_term_of_its_letter(
    client: Client, letter: Referral, place: Affiliation
) -> None:
    appointment = book_under(letter)

    client.post(reverse("appointments:reschedule", args=[appointment.pk]), asked(place, 15))

    appointment.refresh_from_db()
    assert appointment.starts_at == at(place, 15)
    assert appointment.referral == letter


def test_the_appointment_leads_its_patient_and_its_specialist_to_the_letter(
    letter: Referral, place: Affiliation
) -> None:
    path = reverse("appointments:detail", args=[book_under(letter).pk])
    link = reverse("referrals:detail", args=[letter.pk])

    assert link in text(as_user(letter.patient.user).get(path))
    assert link in text(as_user(letter.specialist.user).get(path))


def test_a_cancelled_appointment_no_longer_leads_its_specialist_to_the_letter(
    letter: Referral, place: Affiliation
) -> None:
    appointment = book_under(letter, Appointment.Status.CANCELLED)
    path = reverse("appointments:detail", args=[appointment.pk])

    assert (
        "/referrals/" not in text(as_user(letter.specialist.user).get(path)).partition("<main")[2]
    )


def profession(name: str, **flags: bool) -> Profession:
    found, _ = Profession.objects.update_or_create(name=name, defaults=flags)
    return found


@pytest.mark.parametrize("name", KNOWN)
def test_whom_a_letter_books_follows_the_flag_of_the_profession(name: str) -> None:
    place = open_affiliation(
        provider=ProviderFactory.create(
            profession=profession(name, by_referral_only=False),
            expertise=ExpertiseFactory.create(),
        )
    )
    doctor = profession("Doctor", can_refer=True, by_referral_only=False)
    writer = open_affiliation(provider=ProviderFactory.create(profession=doctor))
    visit = make_appointment(affiliation=writer, starts_at=at(writer, 9))
    client = as_user(visit.patient.user)
    assert NEEDED not in text(client.get(url(place)))
    assert not can_refer(visit, place.provider)

    profession(name, by_referral_only=True)
    place.provider.profession.refresh_from_db()

    assert NEEDED in text(client.get(url(place)))
    assert can_refer(visit, place.provider)
    assert NEEDED not in text(client.get(url(place)))


@pytest.mark.parametrize("name", KNOWN)
def test_who_writes_letters_follows_the_flag_of_the_profession(name: str) -> None:
    specialist = profession("Surgeon", by_referral_only=True)
    to = ProviderFactory.create(profession=specialist, expertise=ExpertiseFactory.create())
    writer = open_affiliation(
        provider=ProviderFactory.create(
            profession=profession(name, can_refer=False, by_referral_only=False)
        )
    )
    visit = make_appointment(affiliation=writer, starts_at=at(writer, 9))
    assert not can_refer(visit, to)

    profession(name, can_refer=True)

    assert can_refer(visit, to)


def can_refer(visit: Appointment, to: Provider) -> bool:
    visit.provider.profession.refresh_from_db()
    try:
        make_referral(appointment=visit, specialist=to, sent_at=timezone.now())
    except LetterRefused:
        return False
    return True
