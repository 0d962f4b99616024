"""Providers and patients at one history at once, each in a process of their own."""

from functools import partial

import pytest

from accounts.factories import PatientFactory, ProviderFactory
from accounts.models import OutgoingMail
from appointments.models import Appointment
from appointments.tests import racing as bookings
from appointments.tests.racing import DONE, race
from centres.factories import open_affiliation
from centres.validators import SLOT
from records.chain import digest
from records.models import AccessEvent, HistoryEntry
from records.tests import racing
from records.tests.consulting import NOW, visit, write
from referrals.factories import gp, make_referral
from referrals.models import Notice, Referral

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

Status = Appointment.Status
TRIES = 20


def test_fifty_saves_at_once_are_numbered_in_order_and_chained() -> None:
    patient = PatientFactory.create()
    visits = [visit(patient=patient, starts_at=NOW + n * SLOT) for n in range(1, 6)]
    saves = [partial(racing.save, visits[n % 5].pk, NOW) for n in range(50)]

    outcomes = race([[save] for save in saves])

    assert outcomes == {DONE: 50}
    entries = list(HistoryEntry.objects.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, 51))
    previous = ""
    for entry in entries:
        assert entry.digest == digest(entry, [], previous)
        previous = entry.digest
    logged = AccessEvent.objects.order_by("entry_number").values_list("entry_digest", flat=True)
    assert list(logged) == [entry.digest for entry in entries]


def test_an_entry_is_saved_or_its_appointment_cancelled_but_never_both() -> None:
    visits = [visit() for _ in range(TRIES)]

    outcomes = race(
        [
            [partial(bookings.cancel, appointment.pk, NOW) for appointment in visits],
            [partial(racing.save, appointment.pk, NOW) for appointment in reversed(visits)],
        ]
    )

    assert outcomes[DONE] == outcomes["NotStanding"] + outcomes["NoAccess"] == TRIES
    for appointment in Appointment.objects.all():
        saved = {Status.COMPLETED: 1, Status.CANCELLED: 0}[Status(appointment.status)]
        assert appointment.entries.count() == saved


def test_an_entry_that_is_amended_twice_at_once_is_amended_once() -> None:
    entries = [write(visit()) for _ in range(TRIES)]
    amendments = [
        partial(racing.save, entry.appointment.pk, NOW, amends=entry.pk) for entry in entries
    ]

    outcomes = race([amendments, amendments])

    assert outcomes == {DONE: TRIES, "AmendedAlready": TRIES}


def test_a_letter_that_is_sent_twice_at_once_is_sent_once() -> None:
    specialist = ProviderFactory.create(specialist=True)
    visits = [visit(affiliation=gp()) for _ in range(TRIES)]
    letters = [partial(racing.save, one.pk, NOW, to=specialist.pk) for one in visits]

    outcomes = race([letters, letters])

    assert outcomes == {DONE: TRIES, "AlreadySent": TRIES}
    assert Referral.objects.count() == Notice.objects.count() == TRIES
    assert HistoryEntry.objects.count() == TRIES  # the entry of the refused one went with it


def test_of_two_first_openings_at_once_one_is_mailed() -> None:
    visits = [visit() for _ in range(TRIES)]
    openings = [partial(racing.read, appointment.pk) for appointment in visits]

    outcomes = race([openings, openings])

    assert outcomes == {DONE: 2 * TRIES}
    assert OutgoingMail.objects.count() == TRIES


def test_a_letter_is_withdrawn_or_booked_but_never_both() -> None:
    specialist = open_affiliation(provider=ProviderFactory.create(specialist=True))
    letters = [make_referral(specialist=specialist.provider, sent_at=NOW) for _ in range(10)]
    start = NOW.replace(hour=9)
    days = [start.replace(day=day) for day in (24, 25, 26, 27)]
    starts = [day + n * SLOT for n in range(3) for day in days]

    outcomes = race(
        [
            [partial(racing.withdraw, letter.pk, NOW) for letter in letters],
            [
                partial(racing.book_under, letter.pk, specialist.pk, start, NOW)
                for letter, start in reversed(list(zip(letters, starts, strict=False)))
            ],
        ]
    )

    assert outcomes[DONE] == outcomes["NotWithdrawable"] + outcomes["NeedsReferral"] == 10
    for letter in Referral.objects.all():
        assert (letter.withdrawn_at is None) == letter.appointments.exists()
