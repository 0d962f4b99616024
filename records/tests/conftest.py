"""The cast of the consultation's tests: a GP who is logged in, and a patient who comes."""

import pytest
from django.test import Client

from accounts.factories import PatientFactory
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at
from centres.models import Affiliation
from referrals.factories import gp


@pytest.fixture
def doctor(client: Client) -> Affiliation:
    """A GP at a centre in Sydney, logged in as `client`."""
    doctor = gp()
    client.force_login(doctor.provider.user)
    return doctor


@pytest.fixture
def tony(db: None) -> Patient:
    return PatientFactory.create(user__full_name="Tony Marino")


@pytest.fixture
def visit(doctor: Affiliation, tony: Patient) -> Appointment:
    """Tony's appointment with the GP, for a sore knee."""
    return make_appointment(
        patient=tony, affiliation=doctor, starts_at=at(doctor, 10), reason="A sore knee"
    )
