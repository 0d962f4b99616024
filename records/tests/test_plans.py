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
from records.models import AccessEvent, HistoryEntry
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


@pytest.mark.parametrize("model", [HistoryEntry, AccessEvent])
def test_no_index_is_the_beginning_of_another(model: type[HistoryEntry | AccessEvent]) -> None:
    """PostgreSQL would take the shorter one, and read and sort all that the longer has in order."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)

    indexes = [one["columns"] for one in found.values() if one["index"]]
    assert [short for short in indexes if [i[: len(short)] for i in indexes].count(short) > 1] == []
