"""A button that is pressed twice saves once."""

from uuid import uuid4

import pytest

from appointments.tests.booking import TEN
from centres.validators import SLOT
from records.models import HistoryEntry
from records.services import Recorded, record, withdraw_letter
from records.tests.consulting import NOW, counts, letter, tablets, visit, write
from referrals.exceptions import WithdrawnSince
from referrals.factories import gp
from referrals.models import Referral

pytestmark = pytest.mark.django_db


def test_the_same_attempt_twice_is_saved_once() -> None:
    appointment, sent, attempt = visit(affiliation=gp()), letter(), uuid4()

    def press() -> Recorded:
        return record(
            appointment=appointment,
            by=appointment.provider.user,
            text="A cough.",
            now=NOW,
            medication=[tablets()],
            letter=sent,
            pk=attempt,
        )

    first = press()
    before = counts()

    assert press() == first
    assert counts() == before


def test_an_attempt_that_was_edited_after_it_was_saved_is_not_lost() -> None:
    appointment, attempt = visit(), uuid4()
    for text in ("A cough.", "A cough, for a week."):
        record(
            appointment=appointment, by=appointment.provider.user, text=text, now=NOW, pk=attempt
        )

    assert HistoryEntry.objects.count() == 2


def test_a_letter_that_was_withdrawn_since_is_not_said_to_be_sent() -> None:
    appointment, sent, attempt = visit(affiliation=gp()), letter(), uuid4()

    def send() -> None:
        record(
            appointment=appointment,
            by=appointment.provider.user,
            text="A cough.",
            now=NOW,
            letter=sent,
            pk=attempt,
        )

    send()
    withdraw_letter(referral=Referral.objects.get(), by=appointment.provider.user, now=NOW)

    with pytest.raises(WithdrawnSince):
        send()
    assert HistoryEntry.objects.count() == 1


def test_the_id_of_a_row_of_somebody_else_is_only_a_name() -> None:
    foreign = write(visit())
    own = visit(starts_at=TEN + SLOT)

    for attempt in (foreign.pk, foreign.pk):
        recorded = record(
            appointment=own, by=own.provider.user, text="A cold.", now=NOW, pk=attempt
        )

    assert recorded.entry == HistoryEntry.objects.get(patient=own.patient)
    assert HistoryEntry.objects.get(pk=foreign.pk).text == "A cough."
