"""What `cancel` does and when it refuses."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django import Settings

from accounts.factories import PatientFactory
from accounts.models import OutgoingMail, User
from appointments import exceptions
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from appointments.services import cancel

pytestmark = pytest.mark.django_db

BEFORE = SOME_SLOT - timedelta(hours=2)


@pytest.fixture
def appointment() -> Appointment:
    return make_appointment(slots=2)


def test_cancelling_frees_the_slots_and_tells_calendars(appointment: Appointment) -> None:
    cancel(appointment=appointment, by=appointment.patient.user, now=BEFORE)

    appointment.refresh_from_db()
    assert appointment.status == Appointment.Status.CANCELLED
    assert appointment.sequence == 1
    assert not appointment.slots.exists()


def test_the_patient_is_mailed_that_it_is_cancelled(appointment: Appointment) -> None:
    cancel(appointment=appointment, by=appointment.patient.user, now=BEFORE)

    mail = OutgoingMail.objects.get()
    assert mail.to == appointment.patient.user.email
    assert "cancelled" in mail.subject.lower()


def test_the_mail_leads_to_the_file_that_takes_it_out_of_a_calendar(
    appointment: Appointment,
) -> None:
    cancel(appointment=appointment, by=appointment.patient.user, now=BEFORE)

    mail = OutgoingMail.objects.get()
    path = reverse("appointments:calendar", args=[appointment.pk])
    assert f"{settings.SITE_URL}{path}" in mail.text
    assert f'href="{settings.SITE_URL}{path}"' in mail.html


@pytest.mark.parametrize("who", ["provider", "stranger"])
def test_only_its_patient_cancels(who: str, appointment: Appointment) -> None:
    by: User = appointment.provider.user if who == "provider" else PatientFactory.create().user

    with pytest.raises(exceptions.NotThePatient):
        cancel(appointment=appointment, by=by, now=BEFORE)

    assert Appointment.objects.standing().contains(appointment)
    assert appointment.slots.count() == 2


@pytest.mark.parametrize("status", ["completed", "cancelled", "no_show"])
def test_what_no_longer_stands_cannot_be_cancelled(status: str) -> None:
    appointment = make_appointment(status=status)
    before = Appointment.objects.values().get()

    with pytest.raises(exceptions.NotStanding):
        cancel(appointment=appointment, by=appointment.patient.user, now=BEFORE)

    assert Appointment.objects.values().get() == before


def test_once_begun_it_cannot_be_cancelled(appointment: Appointment) -> None:
    with pytest.raises(exceptions.TooLate):
        cancel(appointment=appointment, by=appointment.patient.user, now=SOME_SLOT)

    assert Appointment.objects.standing().contains(appointment)


def test_the_notice_is_a_setting(appointment: Appointment, settings: Settings) -> None:
    settings.MEDISOFT_NOTICE_MINUTES = 150

    with pytest.raises(exceptions.TooLate, match="until 2 hours 30 minutes before"):
        cancel(appointment=appointment, by=appointment.patient.user, now=BEFORE)

    assert Appointment.objects.standing().contains(appointment)
