"""Saving a consultation: all of it or nothing, once, and only by whose it is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.factories import ProviderFactory
from accounts.models import OutgoingMail
from appointments import services as booking
from appointments.exceptions import NotStanding
from appointments.models import Appointment
from appointments.tests.booking import TEN
from centres.factories import open_affiliation
from centres.validators import SLOT
from records import exceptions, services
from records.chain import digest
from records.models import LONGEST_ENTRY, AccessEvent, HistoryEntry, Prescription
from records.services import record
from records.tests.consulting import NOW, counts, letter, tablets, visit, write
from referrals.factories import gp
from referrals.models import Notice, Referral

pytestmark = pytest.mark.django_db

Status = Appointment.Status


def refused(how: type[Exception], appointment: Appointment, **fields: Any) -> None:
    """That nothing is saved, but for the log of the refusal."""
    status, before = appointment.status, counts()
    arguments = {"by": appointment.provider.user, "text": "A cough.", "now": NOW, **fields}
    with pytest.raises(how):
        record(appointment=appointment, **arguments)
    appointment.refresh_from_db()
    logged = how in (exceptions.NoAccess, exceptions.NotYourAppointment, exceptions.NotYourEntry)
    assert appointment.status == status
    assert counts() == before | {"AccessEvent": before["AccessEvent"] + logged}
    if logged:
        event = AccessEvent.objects.first()
        assert event is not None
        assert (event.actor, event.allowed) == (arguments["by"], False)
        assert (event.patient, event.appointment) == (appointment.patient, None)


@pytest.mark.parametrize("status", [Status.BOOKED, Status.ARRIVED, Status.COMPLETED])
def test_an_entry_completes_its_appointment_even_before_the_start(status: str) -> None:
    appointment = visit(status=status)

    entry = write(appointment, now=appointment.starts_at - SLOT)

    appointment.refresh_from_db()
    assert appointment.status == Status.COMPLETED
    assert (entry.number, entry.patient, entry.author) == (
        1,
        appointment.patient,
        appointment.provider,
    )
    event = AccessEvent.objects.get()
    assert (event.action, event.appointment, event.allowed) == ("wrote", appointment, True)
    assert (event.entry_number, event.entry_digest) == (1, entry.digest)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_nothing_is_saved_under_an_appointment_that_is_not_live(status: str) -> None:
    refused(exceptions.NoAccess, visit(status=status))


def test_a_page_that_was_opened_before_the_patient_cancelled_saves_nothing() -> None:
    opened = visit()
    booking.cancel(appointment=Appointment.objects.get(), by=opened.patient.user, now=NOW)
    status, before = Status.CANCELLED, counts()

    with pytest.raises(exceptions.NoAccess, match="is now cancelled"):
        record(appointment=opened, by=opened.provider.user, text="A cough.", now=NOW)

    opened.refresh_from_db()
    assert opened.status == status
    assert counts() == before | {"AccessEvent": 1}


def test_nobody_writes_under_the_appointment_of_another() -> None:
    appointment = visit()
    colleague = ProviderFactory.create()
    own = open_affiliation(provider=colleague)
    visit(patient=appointment.patient, affiliation=own, starts_at=TEN + SLOT)

    for by in (colleague.user, appointment.patient.user):
        refused(exceptions.NotYourAppointment, appointment, by=by)


def test_to_amend_the_entry_of_another_is_logged_as_refused() -> None:
    first = write(visit())

    refused(
        exceptions.NotYourEntry, visit(patient=first.patient, starts_at=TEN + SLOT), amends=first
    )


@pytest.mark.parametrize("text", ["", " ", "\n \n"])
def test_an_entry_says_something(text: str) -> None:
    refused(exceptions.NothingWritten, visit(), text=text)


@pytest.mark.parametrize("sign", ["\0", "\r", "\x1b", "\u202e", "\u2028"])
def test_an_entry_holds_no_characters_that_cannot_be_seen(sign: str) -> None:
    refused(ValidationError, visit(), text=f"A{sign}cough.")


def test_an_entry_has_a_longest_length() -> None:
    appointment = visit()

    refused(ValidationError, appointment, text="x" * (LONGEST_ENTRY + 1))
    assert write(appointment, "x" * LONGEST_ENTRY).number == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"medication": ""},
        {"medication": "x" * 121},
        {"medication": "A\nB"},
        {"medication": "A\0"},
        {"dose": ""},
        {"dose": "x" * 61},
        {"dose": "1\x1b"},
        {"directions": ""},
        {"directions": "x" * 201},
        {"directions": "8\u202e"},
        {"repeats": 12},
        {"repeats": -1},
        {"repeats": "many"},
    ],
    ids=str,
)
def test_a_wrong_prescription_saves_nothing(wrong: dict[str, Any]) -> None:
    refused(ValidationError, visit(), medication=[tablets(), tablets(**wrong)])


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": " \n"}, {"text": "x" * 20_001}, {"text": "A\0"}, {"term": "7"}]
)
def test_a_wrong_letter_saves_nothing(wrong: dict[str, Any]) -> None:
    refused(ValidationError, visit(affiliation=gp()), letter=letter(**wrong))


def test_the_digest_is_of_what_the_database_holds() -> None:
    appointment = visit()

    record(
        appointment=appointment,
        by=appointment.provider.user,
        text="  A cough.\n",
        now=NOW,
        medication=[tablets(repeats="3"), tablets(medication="Zinc")],
    )

    entry = HistoryEntry.objects.get()
    assert entry.text == "A cough."
    assert entry.digest == digest(entry, list(entry.prescriptions.all()), "")


@pytest.mark.parametrize(
    "step",
    [
        (HistoryEntry, "save"),
        (Prescription.objects, "bulk_create"),
        (AccessEvent.objects, "create"),
        (Appointment, "save"),
        (Referral, "save"),
        (Notice.objects, "create"),
        (OutgoingMail.objects, "create"),
        (services, "_send"),
    ],
    ids=lambda step: f"{getattr(step[0], '__name__', step[0])}.{step[1]}",
)
def test_what_breaks_in_the_middle_leaves_nothing(
    step: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    appointment, sent = visit(affiliation=gp()), letter()

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(*step, fail)
        refused(OSError, appointment, medication=[tablets()], letter=sent)

    record(
        appointment=appointment,
        by=appointment.provider.user,
        text="A cough.",
        now=NOW,
        medication=[tablets()],
        letter=sent,
    )
    assert counts() == dict.fromkeys(counts(), 1) | {"AccessEvent": 2}


def test_a_second_letter_from_a_consultation_needs_no_second_entry() -> None:
    appointment = visit(affiliation=gp())
    write(appointment)

    recorded = record(
        appointment=appointment,
        by=appointment.provider.user,
        text="",
        now=NOW,
        letter=letter(),
    )

    assert recorded.entry is None
    assert recorded.referral == Referral.objects.get()
    assert list(AccessEvent.objects.values_list("action", flat=True)) == ["sent", "wrote"]


def test_a_consultation_starts_with_an_entry_not_with_a_letter() -> None:
    refused(exceptions.NothingWritten, visit(affiliation=gp()), text="", letter=letter())


@pytest.mark.parametrize("change", [booking.cancel, booking.reschedule])
def test_a_patient_can_no_longer_change_an_appointment_with_an_entry(
    change: Callable[..., Appointment],
) -> None:
    appointment = visit()
    write(appointment)
    moved = {"starts": [TEN + SLOT]} if change is booking.reschedule else {}

    with pytest.raises(NotStanding):
        change(appointment=appointment, by=appointment.patient.user, now=NOW, **moved)

    appointment.refresh_from_db()
    assert (appointment.status, appointment.starts_at) == (Status.COMPLETED, TEN)


def test_the_model_refuses_an_entry_that_is_not_its_appointments() -> None:
    appointment, other = visit(), visit(starts_at=TEN + SLOT)
    right = {"patient": appointment.patient, "author": appointment.provider}

    for wrong in ({"patient": other.patient}, {"author": other.provider}):
        with pytest.raises(exceptions.NotYourAppointment):
            HistoryEntry.objects.create(
                appointment=appointment,
                text="A cough.",
                recorded_at=NOW,
                number=1,
                digest="x",
                **right | wrong,
            )
    assert not HistoryEntry.objects.exists()
