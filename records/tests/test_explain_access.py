"""`explain_access` says the same as the rule, with the appointment or the reason."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.factories import PatientFactory, ProviderFactory, superuser
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from centres.validators import SLOT

pytestmark = pytest.mark.django_db

Status = Appointment.Status


def explain(provider: str, patient: str) -> str:
    """What the command prints; its refusals raise."""
    lines = StringIO()
    call_command("explain_access", provider, patient, stdout=lines)
    return lines.getvalue()


def reason_against(provider: str, patient: str) -> str:
    with pytest.raises(CommandError) as refusal:
        explain(provider, patient)
    assert refusal.value.returncode == 1
    return str(refusal.value)


def emails_of(appointment: Appointment) -> tuple[str, str]:
    return appointment.provider.user.email, appointment.patient.user.email


def test_a_booked_provider_may_and_the_appointment_is_named() -> None:
    appointment = make_appointment()
    provider, patient = emails_of(appointment)

    answer = explain(provider.upper(), patient.upper())

    assert answer == (
        "Yes, because of the appointment on Wednesday 2 December 2026, 11:00am "
        f"({appointment.pk}).\n"
    )


def test_of_several_appointments_one_that_opens_the_history_is_named() -> None:
    first = make_appointment(status=Status.COMPLETED)
    make_appointment(
        patient=first.patient,
        affiliation=first.affiliation,
        starts_at=SOME_SLOT + SLOT,
        status=Status.CANCELLED,
    )

    assert str(first.pk) in explain(*emails_of(first))


def test_a_provider_whom_the_patient_never_booked_may_not() -> None:
    reason = reason_against(ProviderFactory.create().user.email, PatientFactory.create().user.email)

    assert reason == "No. The patient has never booked this provider."


@pytest.mark.parametrize(
    ("status", "word"), [(Status.CANCELLED, "cancelled"), (Status.NO_SHOW, "missed")]
)
def test_an_appointment_that_does_not_stand_is_the_reason(status: str, word: str) -> None:
    reason = reason_against(*emails_of(make_appointment(status=status)))

    assert reason.startswith("No. The patient's appointment on Wednesday 2 December 2026, 11:00am")
    assert f"is {word}, and there is no other" in reason


def test_who_is_no_provider_may_not() -> None:
    reason = reason_against(superuser().email, PatientFactory.create().user.email)

    assert reason.startswith("No. Only the patient and providers whom the patient has booked")


def test_an_unknown_provider_is_told() -> None:
    reason = reason_against("x@y.example", PatientFactory.create().user.email)

    assert reason == "No: there is no account with the email “x@y.example”."


def test_an_unknown_patient_is_told() -> None:
    reason = reason_against(ProviderFactory.create().user.email, "x@y.example")

    assert reason == "No: there is no patient with the email “x@y.example”."


def test_a_closed_account_is_told_beside_the_rule() -> None:
    appointment = make_appointment()
    appointment.provider.user.is_active = False
    appointment.provider.user.save()

    assert "account is closed" in explain(*emails_of(appointment))
