"""Whose letters a list shows, in which order, and how far each has come."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.factories import PatientFactory, ProfessionFactory, ProviderFactory, staff_user
from accounts.models import User
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from centres.factories import open_affiliation
from referrals.factories import make_referral
from referrals.models import Referral
from referrals.tests.pages import (
    LIST,
    LONG_AGO,
    PARTIES,
    as_user,
    book_under,
    party,
    place_of,
    withdraw_now,
)

pytestmark = pytest.mark.django_db


def shown(user: User, **query: str) -> list[tuple[Referral, str]]:
    """The letters of the page, each with the word of its tag."""
    lines = as_user(user).get(LIST, query).context["lines"]
    return [(line.referral, line.label) for line in lines]


@pytest.mark.parametrize("name", PARTIES)
def test_each_party_has_the_letter_in_their_list_and_nobody_elses(
    letter: Referral, name: str
) -> None:
    make_referral()

    assert [referral for referral, _ in shown(party(letter, name))] == [letter]


def test_a_letter_is_new_to_the_specialist_and_sent_to_the_others(letter: Referral) -> None:
    words = [shown(party(letter, name))[0][1] for name in PARTIES]

    assert words == ["Sent", "Sent", "New"]


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Appointment.Status.BOOKED, "Booked"),
        (Appointment.Status.ARRIVED, "Booked"),
        (Appointment.Status.COMPLETED, "Seen"),
        (Appointment.Status.CANCELLED, "Sent"),
        (Appointment.Status.NO_SHOW, "Sent"),
    ],
)
def test_the_outbox_tells_what_became_of_a_letter(letter: Referral, status: str, word: str) -> None:
    book_under(letter, status)

    assert shown(letter.referrer.user) == [(letter, word)]


def test_the_outbox_tells_that_a_letter_lapsed_or_was_withdrawn(letter: Referral) -> None:
    withdraw_now(letter)
    old = make_referral(sent_at=timezone.now() - LONG_AGO)

    assert shown(letter.referrer.user) == [(letter, "Withdrawn")]
    assert shown(old.referrer.user) == [(old, "Lapsed")]


def test_the_inbox_begins_with_what_is_new() -> None:
    specialist = ProviderFactory.create(specialist=True)
    now = timezone.now()
    ago = [timedelta(days=days) for days in (1, 2, 3, 4)]
    seen, new, withdrawn, newer = [
        make_referral(specialist=specialist, sent_at=now - age)
        for age in (ago[0], ago[3], ago[1], ago[2])
    ]
    lapsed = make_referral(specialist=specialist, sent_at=now - LONG_AGO)
    book_under(seen, Appointment.Status.COMPLETED)
    withdraw_now(withdrawn)

    assert [referral for referral, _ in shown(specialist.user)] == [
        newer,
        new,
        seen,
        withdrawn,
        lapsed,
    ]


def test_who_receives_and_sends_has_a_box_for_each() -> None:
    both = ProviderFactory.create(
        specialist=True,
        profession=ProfessionFactory.create(name="Surgeon", by_referral_only=True, can_refer=True),
    )
    received = make_referral(specialist=both)
    sent = make_referral(
        appointment=book_under(make_referral(specialist=both), Appointment.Status.COMPLETED)
    )

    assert received in dict(shown(both.user))
    assert sent not in dict(shown(both.user))
    assert [referral for referral, _ in shown(both.user, box="sent")] == [sent]


def test_a_box_that_is_unknown_or_not_theirs_shows_their_own(letter: Referral) -> None:
    for box in ("sent", "nonsense"):
        assert [one for one, _ in shown(letter.specialist.user, box=box)] == [letter]


def test_a_patient_is_led_to_book_at_each_place_of_the_specialist(letter: Referral) -> None:
    places = [open_affiliation(provider=letter.specialist) for _ in range(2)]

    page = text(as_user(letter.patient.user).get(LIST))

    for place in places:
        assert f'href="/book/{place.pk}/"' in page


@pytest.mark.parametrize("name", ["referrer", "specialist"])
def test_a_provider_is_not_led_to_book(letter: Referral, name: str) -> None:
    place_of(letter)

    assert "/book/" not in text(as_user(party(letter, name)).get(LIST))


def test_a_letter_that_cannot_be_used_leads_nowhere() -> None:
    patient = PatientFactory.create()
    lapsed, withdrawn, of_one_who_left = [
        make_referral(patient=patient, sent_at=timezone.now() - age)
        for age in (LONG_AGO, timedelta(0), timedelta(hours=1))
    ]
    withdraw_now(withdrawn)
    left = of_one_who_left.specialist.user
    left.is_active = False
    left.save()
    for letter in (lapsed, withdrawn, of_one_who_left):
        place_of(letter)

    page = text(as_user(patient.user).get(LIST))

    assert "/book/" not in page


def test_the_specialist_of_a_withdrawn_letter_no_longer_reads_whom_it_is_about(
    letter: Referral,
) -> None:
    withdraw_now(letter)

    assert str(letter.patient) not in text(as_user(letter.specialist.user).get(LIST))
    assert str(letter.patient) in text(as_user(letter.referrer.user).get(LIST))


@pytest.mark.parametrize("name", PARTIES)
def test_no_list_prints_a_letter(letter: Referral, name: str) -> None:
    assert "Chest pain" not in text(as_user(party(letter, name)).get(LIST))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: PatientFactory.create().user, "A GP can refer you to a specialist."),
        (lambda: ProviderFactory.create().user, "You have sent no referrals yet."),
        (lambda: ProviderFactory.create(specialist=True).user, "Nobody has referred a patient"),
        (
            lambda: ProviderFactory.create(profession=ProfessionFactory.create(name="Nurse")).user,
            "GPs write them, and specialists receive them.",
        ),
    ],
)
def test_an_empty_list_says_what_would_stand_there(make: Callable[[], User], sentence: str) -> None:
    assert sentence in text(as_user(make()).get(LIST))


def test_staff_have_no_referrals() -> None:
    assert as_user(staff_user()).get(LIST).status_code == 403


def test_thirty_letters_cost_as_many_queries_as_one() -> None:
    patient = PatientFactory.create()
    client = as_user(patient.user)
    now = timezone.now()
    place_of(make_referral(patient=patient))
    few = queries_of(client, LIST)
    for hours in range(1, 20):
        place_of(make_referral(patient=patient, sent_at=now - timedelta(hours=hours)))

    assert queries_of(client, LIST) == few <= 12


def test_an_inbox_of_many_costs_as_many_queries_as_one(letter: Referral) -> None:
    client = as_user(letter.specialist.user)
    few = queries_of(client, LIST)
    for _ in range(19):
        make_referral(specialist=letter.specialist)

    assert queries_of(client, LIST) == few <= 12


def test_more_than_a_page_is_paged(letter: Referral) -> None:
    for _ in range(20):
        make_referral(specialist=letter.specialist)
    client = as_user(letter.specialist.user)

    assert len(client.get(LIST).context["lines"]) == 20
    assert len(client.get(LIST, {"page": "2"}).context["lines"]) == 1
