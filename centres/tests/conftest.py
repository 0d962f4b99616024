"""Who looks at the pages."""

import pytest
from django.test import Client

from accounts.factories import PatientFactory
from accounts.models import User


@pytest.fixture
def patient(client: Client, db: None) -> User:
    """A patient who is logged in."""
    user: User = PatientFactory.create().user
    client.force_login(user)
    return user
