"""The page of one letter: who opens it, what they may do there, and that it is logged."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PatientFactory, ProviderFactory, staff_user, superuser
from appointments.tests.pages import Page, text
from records.models import AccessEvent
from referrals.factories import make_referral
from referrals.models import Referral
from referrals.tests.pages import (
    LONG_AGO,
    PARTIES,
    as_user,
    book_under,
    party,
    place_of,
    url,
    withdraw_now,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PARTIES)
def test_each_party_reads_the_letter_and_the_reading_is_logged(letter: Referral, name: str) -> None:
    user = party(letter, name)

    page = text(as_user(user).get(url(letter)))

    assert "Chest pain on exertion." in page
    event = AccessEvent.objects.get()
    assert (event.patient, event.actor, event.action, event.allowed) == (
        letter.patient,
        user,
        AccessEvent.Action.READ_LETTER,
        True,
    )


def test_another_provider_finds_nothing_and_the_attempt_is_logged(letter: Referral) -> None:
    stranger = ProviderFactory.create().user

    response = as_user(stranger).get(url(letter))

    assert response.status_code == 404
    assert main_of(response) == main_of(as_user(stranger).get(_missing()))
    event = AccessEvent.objects.get()
    assert (event.patient, event.actor, event.allowed) == (letter.patient, stranger, False)


def test_another_patient_finds_nothing_and_staff_have_no_letters(letter: Referral) -> None:
    assert as_user(PatientFactory.create().user).get(url(letter)).status_code == 404
    for user in (staff_user(), superuser()):
        assert as_user(user).get(url(letter)).status_code == 403

    assert not AccessEvent.objects.exists()


def _missing() -> str:
    return reverse("referrals:detail", args=[uuid.uuid4()])


def main_of(response: Page) -> str:
    return text(response).partition("<main")[2]


def test_a_withdrawn_letter_is_closed_to_the_specialist_alone(letter: Referral) -> None:
    withdraw_now(letter)

    pages = {name: text(as_user(party(letter, name)).get(url(letter))) for name in PARTIES}

    assert "Chest pain" not in pages["specialist"]
    assert str(letter.patient) not in pages["specialist"]
    assert "has withdrawn this referral" in pages["specialist"]
    assert "Chest pain" in pages["patient"]
    assert "Chest pain" in pages["referrer"]


def test_nothing_is_logged_where_nothing_is_read(letter: Referral) -> None:
    withdraw_now(letter)

    as_user(letter.specialist.user).get(url(letter))

    assert not AccessEvent.objects.exists()


def test_the_patient_books_from_the_letter(letter: Referral) -> None:
    place = place_of(letter)

    pages = {name: text(as_user(party(letter, name)).get(url(letter))) for name in PARTIES}

    link = f'href="/book/{place.pk}/"'
    assert [name for name, page in pages.items() if link in page] == ["patient"]


def test_a_lapsed_letter_is_read_but_not_booked_under() -> None:
    lapsed = make_referral(sent_at=timezone.now() - LONG_AGO)
    place_of(lapsed)

    page = text(as_user(lapsed.patient.user).get(url(lapsed)))

    assert "Lapsed" in page
    assert "/book/" not in page


def test_the_referrer_alone_is_offered_to_withdraw_and_only_while_unused(
    letter: Referral,
) -> None:
    link = url(letter, "withdraw")
    pages = {name: text(as_user(party(letter, name)).get(url(letter))) for name in PARTIES}

    assert [name for name, page in pages.items() if link in page] == ["referrer"]

    book_under(letter)
    assert link not in text(as_user(letter.referrer.user).get(url(letter)))


def test_a_letter_says_until_when_it_can_be_used() -> None:
    letter = make_referral(sent_at=timezone.now() - timedelta(days=30))
    place_of(letter)
    until = Referral.objects.with_visits().get(pk=letter.pk).until

    page = text(as_user(letter.patient.user).get(url(letter)))

    assert until is not None
    assert f"Use it until {until.day} {until:%B %Y}." in page


def test_what_a_letter_says_is_shown_as_text() -> None:
    letter = make_referral(letter="<script>alert(1)</script>")

    page = as_user(letter.patient.user).get(url(letter)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
