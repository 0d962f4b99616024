"""The cast of the page tests: a patient who is logged in, and a provider with hours."""

import pytest
from django.test import Client

from accounts.factories import PatientFactory
from accounts.models import Patient, User
from appointments.tests.desks import receptionist
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
