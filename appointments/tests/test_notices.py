"""What the mails of appointments say."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from accounts.factories import PatientFactory
from accounts.models import OutgoingMail
from appointments import services
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from centres.factories import open_affiliation

pytestmark = pytest.mark.django_db

NOW = SOME_SLOT - timedelta(days=1)


def booked() -> Appointment:
    patient = PatientFactory.create()
    return services.book(
        patient=patient,
        affiliation=open_affiliation(),
        starts=[SOME_SLOT],
        reason="A cough",
        by=patient.user,
        now=NOW,
    )


def move(appointment: Appointment, *, days: int) -> Appointment:
    return services.reschedule(
        appointment=appointment,
        starts=[SOME_SLOT + timedelta(days=days)],
        by=appointment.patient.user,
        now=NOW + timedelta(minutes=days),
    )


def moved() -> Appointment:
    return move(make_appointment(reason="A cough"), days=1)


def cancelled() -> Appointment:
    appointment = make_appointment(reason="A cough")
    return services.cancel(appointment=appointment, by=appointment.patient.user, now=NOW)


@pytest.mark.parametrize("change", [booked, moved, cancelled])
def test_the_patient_is_mailed_when_it_is_and_never_why(change: Callable[[], Appointment]) -> None:
    appointment = change()

    mail = OutgoingMail.objects.get()
    assert mail.to == appointment.patient.user.email
    for part in (mail.subject, mail.text, mail.html):
        assert f"{appointment.day.day} December 2026, 11:00am" in part
        assert "cough" not in part
    assert DBTaskResult.objects.count() == 1


def test_a_mail_says_for_whom_with_whom_and_where_and_leads_there() -> None:
    appointment = booked()
    provider, centre = appointment.provider, appointment.centre

    mail = OutgoingMail.objects.get()

    for part in (mail.text, unescape(mail.html)):
        assert str(appointment.patient) in part
        assert f"{provider}, {provider.service}" in part
        assert f"{centre}, {centre.address}" in part
        assert f"{settings.SITE_URL}/appointments/{appointment.pk}/" in part


def test_after_two_moves_the_mail_names_the_time_that_is_left() -> None:
    appointment = make_appointment()
    move(appointment, days=1)
    OutgoingMail.objects.all().delete()

    move(appointment, days=2)

    mail = OutgoingMail.objects.get()
    for part in (mail.text, mail.html):
        assert "no longer takes place on Thursday 3 December 2026, 11:00am" in part
        assert "Wednesday 2 December" not in part
