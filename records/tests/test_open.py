"""Opening a history: by whom, logged with the reading, and told to the patient the first time."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives as Mail
from django.db import transaction

from accounts.factories import ProviderFactory, superuser
from accounts.models import OutgoingMail, User
from appointments.models import Appointment
from appointments.tests.booking import TEN
from centres.factories import open_affiliation
from centres.validators import SLOT
from records import services
from records.exceptions import NoAccess
from records.models import AccessEvent
from records.services import open_history, open_letter, record
from records.tests.consulting import NOW, letter, tablets, visit, write
from referrals.factories import gp, make_referral
from referrals.models import Referral
from referrals.services import withdraw

pytestmark = pytest.mark.django_db

Status = Appointment.Status


def texts(appointment: Appointment, by: User) -> list[str]:
    history = open_history(patient=appointment.patient, by=by, now=NOW)
    return [entry.text for entry in history.entries]


def refused(appointment: Appointment, by: User) -> None:
    """That the history stays closed, and that the log says so."""
    with pytest.raises(NoAccess):
        texts(appointment, by)
    event = AccessEvent.objects.get(actor=by)
    assert (event.patient, event.action) == (appointment.patient, "opened")
    assert (event.allowed, event.appointment) == (False, None)


@pytest.mark.parametrize("status", [Status.BOOKED, Status.ARRIVED, Status.COMPLETED])
def test_a_live_appointment_opens_the_history_of_every_centre(status: str) -> None:
    write(earlier := visit())
    appointment = visit(patient=earlier.patient, starts_at=TEN + SLOT, status=status)

    assert texts(appointment, appointment.provider.user) == ["A cough."]
    event = AccessEvent.objects.get(actor=appointment.provider.user)
    assert (event.allowed, event.at, event.appointment) == (True, NOW, appointment)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_an_appointment_that_is_not_live_opens_nothing(status: str) -> None:
    appointment = visit(status=status)

    refused(appointment, appointment.provider.user)


def test_nobody_else_opens_a_history() -> None:
    appointment = visit()
    colleague = open_affiliation(centre=appointment.centre).provider

    for by in (colleague.user, visit(starts_at=TEN + SLOT).patient.user, superuser()):
        refused(appointment, by)


def test_patients_open_their_own_history_and_are_logged_without_a_mail() -> None:
    write(appointment := visit())

    assert texts(appointment, appointment.patient.user) == ["A cough."]
    event = AccessEvent.objects.get(actor=appointment.patient.user)
    assert (event.allowed, event.appointment) == (True, None)
    assert not OutgoingMail.objects.exists()


def test_the_appointment_that_was_opened_is_the_grounds_where_it_opens() -> None:
    first = visit()
    later = visit(
        patient=first.patient, affiliation=first.affiliation, starts_at=TEN.replace(day=26)
    )
    by = first.provider.user

    assert open_history(patient=first.patient, by=by, now=NOW, because=later).because == later
    assert open_history(patient=first.patient, by=by, now=NOW).because == first  # the nearest
    assert open_history(patient=first.patient, by=by, now=later.ends_at).because == later
    first.status = Status.CANCELLED
    first.save()
    assert open_history(patient=first.patient, by=by, now=NOW, because=first).because == later


def test_the_first_opening_of_each_provider_is_mailed_without_clinical_text(
    run_tasks: Callable[[], None], mailoutbox: list[Mail]
) -> None:
    first = visit(affiliation=gp(), reason="Marker")
    record(
        appointment=first,
        by=first.provider.user,
        text="Marker",
        now=NOW,
        medication=[tablets(medication="Marker", dose="Marker", directions="Marker")],
        letter=letter(text="Marker"),
    )
    second = visit(patient=first.patient, starts_at=TEN + SLOT)
    OutgoingMail.objects.all().delete()

    for appointment in (first, second, first, second):
        texts(appointment, appointment.provider.user)
    run_tasks()

    assert [mail.to for mail in mailoutbox] == [[first.patient.user.email]] * 2
    for mail, appointment in zip(mailoutbox, (first, second), strict=True):
        said = f"{mail.subject}{mail.body}{mail.alternatives}"
        assert str(appointment.provider) in said
        assert "Marker" not in said


def test_a_refused_opening_is_no_first_one() -> None:
    appointment = visit(status=Status.CANCELLED)
    refused(appointment, appointment.provider.user)

    live = visit(patient=appointment.patient, affiliation=appointment.affiliation)
    texts(live, live.provider.user)

    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("failing", ["_log", "_tell_of_first_opening"])
def test_what_cannot_be_logged_or_told_is_not_read(
    failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(appointment := visit())
    read: list[Any] = []

    def fail(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(services, failing, fail)
    monkeypatch.setattr(services, "_read", read.append)
    with pytest.raises(ConnectionError):
        texts(appointment, appointment.provider.user)

    assert read == []


def test_a_reading_that_fails_leaves_no_event_and_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    write(appointment := visit())

    def fail(*args: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(services, "_read", fail)
    with pytest.raises(ConnectionError):
        texts(appointment, appointment.provider.user)

    assert not AccessEvent.objects.filter(action="opened").exists()
    assert not OutgoingMail.objects.exists()


def test_a_history_that_closes_while_it_is_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    write(appointment := visit())
    read = services._read

    def read_late(*args: Any) -> Any:
        Appointment.objects.update(status=Status.CANCELLED)
        return read(*args)

    monkeypatch.setattr(services, "_read", read_late)
    with pytest.raises(NoAccess):
        texts(appointment, appointment.provider.user)

    event = AccessEvent.objects.get(action="opened")
    assert not event.allowed
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_history_is_opened_in_no_transaction_that_could_take_the_event_away() -> None:
    appointment = visit()

    with transaction.atomic(), pytest.raises(RuntimeError):
        texts(appointment, appointment.provider.user)
    with transaction.atomic(), pytest.raises(RuntimeError):
        services.refuse(
            patient=appointment.patient, by=appointment.provider.user, action="opened", now=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_a_refusal_stays_though_the_request_fails() -> None:
    appointment = visit(status=Status.CANCELLED)

    refused(appointment, appointment.provider.user)


def test_the_parties_to_a_letter_open_it_and_are_logged() -> None:
    sent = make_referral()
    parties = [sent.patient.user, sent.referrer.user, sent.specialist.user]

    for by in parties:
        assert open_letter(referral=sent, by=by, now=NOW) == sent.letter

    events = AccessEvent.objects.order_by("pk")
    assert [event.actor for event in events] == parties
    assert {(event.action, event.allowed) for event in events} == {("letter", True)}


def test_nobody_else_opens_a_letter() -> None:
    sent = make_referral()

    with pytest.raises(NoAccess):
        open_letter(referral=sent, by=ProviderFactory.create().user, now=NOW)

    assert AccessEvent.objects.get().allowed is False


def test_a_withdrawn_letter_is_closed_to_the_specialist_alone() -> None:
    sent = make_referral(sent_at=NOW)
    withdraw(referral=sent, now=NOW)

    assert open_letter(referral=sent, by=sent.referrer.user, now=NOW)
    assert open_letter(referral=sent, by=sent.patient.user, now=NOW)
    with pytest.raises(NoAccess):
        open_letter(referral=sent, by=sent.specialist.user, now=NOW)
    assert Referral.objects.get().letter == sent.letter
