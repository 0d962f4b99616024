"""Reminders of tomorrow's appointments."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import OutgoingMail
from appointments import services
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from appointments.reminders import send_reminder
from appointments.tests.times import at
from centres.factories import CentreFactory, open_affiliation

pytestmark = pytest.mark.django_db
Status = Appointment.Status

DAY_BEFORE = SOME_SLOT - timedelta(days=1)


def remind(now: object = DAY_BEFORE) -> int:
    """Remind whoever is to be reminded, and say how many that were."""
    due = list(Appointment.objects.to_be_reminded_of(now))  # type: ignore[arg-type]
    return sum(send_reminder(appointment, now=now) for appointment in due)  # type: ignore[arg-type]


def test_a_patient_is_mailed_the_day_before_once() -> None:
    appointment = make_appointment(reason="gonalgia")

    assert [remind(), remind()] == [1, 0]

    mail = OutgoingMail.objects.get()
    assert mail.to == appointment.patient.user.email
    assert mail.subject == "Tomorrow: your appointment of Wednesday 2 December 2026, 11:00am"
    assert "gonalgia" not in mail.text + mail.html


@pytest.mark.parametrize(
    "status", [Status.ARRIVED, Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW]
)
def test_nobody_is_reminded_of_what_is_not_to_come(status: str) -> None:
    make_appointment(status=status)

    assert remind() == 0


@pytest.mark.parametrize("days", [0, 2])
def test_nobody_is_reminded_on_another_day(days: int) -> None:
    make_appointment()

    assert remind(SOME_SLOT - timedelta(days=days)) == 0


def test_tomorrow_is_told_by_the_clock_of_the_centre() -> None:
    """At 00:30 in Sydney it is still yesterday in Perth."""
    perth = open_affiliation(centre=CentreFactory.create(timezone="Australia/Perth", state="WA"))
    make_appointment(affiliation=perth, starts_at=at(perth, 10, day=SOME_SLOT.date()))
    sydney = open_affiliation()
    after_midnight = at(sydney, 0, 30, day=DAY_BEFORE.date())

    assert remind(after_midnight) == 0
    assert remind(after_midnight + timedelta(hours=3)) == 1


def test_a_closed_account_is_not_reminded() -> None:
    appointment = make_appointment()
    appointment.patient.user.is_active = False
    appointment.patient.user.save()

    assert remind() == 0


def test_a_patient_is_reminded_anew_of_an_appointment_that_was_moved() -> None:
    place = open_affiliation()
    appointment = make_appointment(affiliation=place)
    remind()
    later = SOME_SLOT + timedelta(days=7)

    services.reschedule(
        appointment=appointment, starts=[later], by=appointment.patient.user, now=DAY_BEFORE
    )

    assert remind(later - timedelta(days=1)) == 1


def test_what_is_cancelled_after_it_was_found_is_not_reminded_of() -> None:
    appointment = make_appointment()
    [due] = Appointment.objects.to_be_reminded_of(DAY_BEFORE)
    services.cancel(appointment=appointment, by=appointment.patient.user, now=DAY_BEFORE)

    assert send_reminder(due, now=DAY_BEFORE) is False


def test_the_command_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    place = open_affiliation()
    tomorrow = timezone.now().astimezone(place.centre.zone).date() + timedelta(days=1)
    make_appointment(affiliation=place, starts_at=at(place, 10, day=tomorrow))

    call_command("send_reminders")
    call_command("send_reminders")

    assert capsys.readouterr().out == "Reminders queued: 1.\nReminders queued: 0.\n"
