"""What the pages of a history read, databases find by an index."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Patient
from appointments.models import Appointment
from medisoft.tests.plans import assert_by_index
from records.factories import make_entry
from records.tests.sending import AMOXICILLIN, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths(visit: Appointment, tony: Patient) -> dict[str, tuple[Client, str]]:
    """Who reads Tony's history where."""
    make_entry(visit, medication=[AMOXICILLIN | {"repeats": 1}])
    own, doctors = Client(), Client()
    own.force_login(tony.user)
    doctors.force_login(visit.provider.user)
    return {
        "history": (own, reverse("records:history")),
        "log": (own, reverse("records:access_log")),
        "patient": (doctors, reverse("records:patient", args=[tony.pk])),
        "consultation": (doctors, page_of(visit)),
        "appointments": (doctors, reverse("appointments:list")),
        "home": (doctors, reverse("home")),
    }


@pytest.mark.parametrize(
    "page", ["history", "log", "patient", "consultation", "appointments", "home"]
)
def test_a_page_reads_no_large_table_whole(paths: dict[str, tuple[Client, str]], page: str) -> None:
    client, path = paths[page]

    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200

    assert_by_index(queries.captured_queries)
