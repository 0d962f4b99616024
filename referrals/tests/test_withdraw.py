"""Withdrawing a letter: by its referrer, while nobody has used it."""

import pytest
from django.utils import timezone

from accounts.factories import PatientFactory, ProviderFactory, staff_user
from appointments.models import Appointment
from appointments.tests.pages import text
from records.models import AccessEvent
from referrals.factories import make_referral
from referrals.models import Referral
from referrals.tests.pages import (
    LONG_AGO,
    as_user,
    book_under,
    party,
    url,
    withdraw_now,
)

pytestmark = pytest.mark.django_db


def is_withdrawn(letter: Referral) -> bool:
    return Referral.objects.get(pk=letter.pk).withdrawn_at is not None


def test_the_page_asks_first(letter: Referral) -> None:
    page = text(as_user(letter.referrer.user).get(url(letter, "withdraw")))

    assert "Withdraw this referral?" in page
    assert "Chest pain" not in page
    assert not is_withdrawn(letter)
    assert not AccessEvent.objects.exists()


def test_the_referrer_withdraws_a_letter_and_that_is_logged(letter: Referral) -> None:
    response = as_user(letter.referrer.user).post(url(letter, "withdraw"))

    assert response.status_code == 302
    assert response["Location"] == url(letter)
    assert is_withdrawn(letter)
    assert AccessEvent.objects.get().action == AccessEvent.Action.WITHDREW_LETTER


@pytest.mark.parametrize(
    ("status", "word"),
    [(Appointment.Status.BOOKED, "booked"), (Appointment.Status.COMPLETED, "seen")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_letter_that_somebody_used_stays_and_the_page_says_why(
    letter: Referral, status: str, word: str, method: str
) -> None:
    book_under(letter, status)

    response = getattr(as_user(letter.referrer.user), method)(url(letter, "withdraw"))

    assert response.status_code == 200
    assert f"This referral is {word}." in text(response)
    assert "<form" not in text(response).partition("<main")[2]
    assert not is_withdrawn(letter)
    assert not AccessEvent.objects.exists()


def test_a_letter_that_lapsed_or_is_withdrawn_says_so(letter: Referral) -> None:
    lapsed = make_referral(sent_at=timezone.now() - LONG_AGO)
    withdraw_now(letter)

    for one, word in [(lapsed, "lapsed"), (letter, "withdrawn")]:
        page = text(as_user(one.referrer.user).post(url(one, "withdraw")))
        assert f"This referral is {word}." in page


def test_a_cancelled_booking_lets_it_be_withdrawn_again(letter: Referral) -> None:
    book_under(letter, Appointment.Status.CANCELLED)

    as_user(letter.referrer.user).post(url(letter, "withdraw"))

    assert is_withdrawn(letter)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_withdraws_it(letter: Referral, method: str) -> None:
    others = [(letter.patient.user, 404), (PatientFactory.create().user, 404), (staff_user(), 403)]

    for user, status in others:
        assert getattr(as_user(user), method)(url(letter, "withdraw")).status_code == status

    assert not is_withdrawn(letter)
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize("who", ["specialist", "stranger"])
def test_another_provider_who_tries_is_logged(letter: Referral, who: str) -> None:
    user = ProviderFactory.create().user if who == "stranger" else party(letter, who)

    assert as_user(user).post(url(letter, "withdraw")).status_code == 404

    assert not is_withdrawn(letter)
    event = AccessEvent.objects.get()
    assert (event.actor, event.action, event.allowed) == (
        user,
        AccessEvent.Action.WITHDREW_LETTER,
        False,
    )
