"""The cast of the page tests: a patient who is logged in, and a provider with hours."""

import pytest
from django.test import Client

from accounts.factories import PatientFactory
from accounts.models import Patient, User
from appointments.factories import make_appointment
from appointments.tests.desks import receptionist
from appointments.tests.times import at, coming_wednesday
from centres.factories import open_affiliation
from centres.models import Affiliation


@pytest.fixture
def patient(client: Client) -> Patient:
    """A patient, logged in as `client`."""
    patient = PatientFactory.create()
    client.force_login(patient.user)
    return patient


@pytest.fixture
def affiliation(db: None) -> Affiliation:
    """A GP in Sydney, Monday to Friday from 9:00 to 17:00."""
    return open_affiliation()


@pytest.fixture
def place(db: None) -> Affiliation:
    """Where the desk books: a provider who works Monday to Friday, 9:00 to 17:00."""
    return open_affiliation()


@pytest.fixture
def staff(place: Affiliation) -> User:
    """Somebody who keeps that centre."""
    return receptionist(place.centre)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    """Their browser."""
    client.force_login(staff)
    return client


@pytest.fixture
def regular(place: Affiliation) -> Patient:
    """Somebody whom the centre knows."""
    patient = PatientFactory.create(user__full_name="Rose Regular", user__phone="0491 570 006")
    earlier = at(place, 9, day=coming_wednesday(weeks=-3))
    make_appointment(patient=patient, affiliation=place, starts_at=earlier)
    return patient


@pytest.fixture
def stranger() -> Patient:
    """Somebody whom no centre of this desk knows."""
    return PatientFactory.create(
        user__full_name="Sven Stranger",
        user__email="sven@example.com",
        user__phone="+61 491 570 157",
        medicare_number="21234567011",
    )
