"""Patients read their own history; nobody else opens these pages."""

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, ProviderFactory, staff_user, superuser
from appointments.factories import SOME_SLOT, make_appointment
from appointments.tests.pages import queries_of, text
from centres.factories import open_affiliation
from centres.validators import SLOT
from records.factories import make_entry
from records.models import AccessEvent, HistoryEntry

pytestmark = pytest.mark.django_db

HISTORY, PRINT = reverse("records:history"), reverse("records:print")
EXPORT, LOG = reverse("records:export"), reverse("records:access_log")
ASPIRIN = {"medication": "Aspirin", "dose": "1 tablet", "directions": "Daily", "repeats": 2}


@pytest.fixture
def entry() -> HistoryEntry:
    return make_entry(make_appointment(), text="A cough\nfor two weeks", medication=[ASPIRIN])


def log_in(client: Client, entry: HistoryEntry) -> None:
    client.force_login(entry.patient.user)


def test_patients_read_their_entries_and_medication(client: Client, entry: HistoryEntry) -> None:
    log_in(client, entry)

    page = text(client.get(HISTORY))

    assert "A cough<br>for two weeks" in page
    assert page.count("<strong>Aspirin</strong>") == 2  # current, and of the entry


def test_the_newest_entry_comes_first(client: Client, entry: HistoryEntry) -> None:
    make_entry(entry.appointment, text="Well again")
    log_in(client, entry)

    page = text(client.get(HISTORY))

    assert page.index("Well again") < page.index("A cough")


def test_an_empty_history_says_so(client: Client) -> None:
    client.force_login(PatientFactory.create().user)

    page = text(client.get(HISTORY))

    assert "Your history is empty" in page
    assert "No current medication" in page


def test_the_history_of_others_is_on_no_page(client: Client, entry: HistoryEntry) -> None:
    client.force_login(PatientFactory.create().user)

    for path in (HISTORY, PRINT, EXPORT, f"{EXPORT}?format=fhir", LOG):
        page = text(client.get(path))
        assert "cough" not in page
        assert "Aspirin" not in page


@pytest.mark.parametrize("path", [HISTORY, PRINT, EXPORT, LOG])
@pytest.mark.parametrize("role", ["provider", "booked", "staff", "superuser"])
def test_the_pages_are_the_patients_alone(
    client: Client, entry: HistoryEntry, path: str, role: str
) -> None:
    users = {
        "provider": ProviderFactory.create().user,
        "booked": entry.author.user,
        "staff": staff_user(),
        "superuser": superuser(),
    }
    client.force_login(users[role])
    before = AccessEvent.objects.count()

    assert client.get(path).status_code == 403
    assert AccessEvent.objects.count() == before


@pytest.mark.parametrize(
    ("path", "action"),
    [
        (HISTORY, "opened"),
        (PRINT, "export"),
        (EXPORT, "export"),
        (f"{EXPORT}?format=fhir", "export"),
    ],
)
def test_each_reading_is_logged(
    client: Client, entry: HistoryEntry, path: str, action: str
) -> None:
    log_in(client, entry)

    client.get(path)

    event = AccessEvent.objects.get(actor=entry.patient.user)
    assert (event.patient, event.action, event.allowed) == (entry.patient, action, True)


@pytest.mark.parametrize("path", [HISTORY, PRINT, EXPORT, f"{EXPORT}?format=fhir"])
def test_a_reading_that_cannot_be_logged_fails(
    client: Client, entry: HistoryEntry, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**fields: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(AccessEvent.objects, "create", fail)
    client.raise_request_exception = False
    log_in(client, entry)

    response = client.get(path)

    assert response.status_code == 500
    assert "cough" not in text(response)


@pytest.mark.parametrize("path", [HISTORY, PRINT, EXPORT, f"{EXPORT}?format=fhir"])
def test_a_page_costs_the_same_number_of_queries_for_a_long_history(
    client: Client, entry: HistoryEntry, path: str
) -> None:
    log_in(client, entry)
    short = queries_of(client, path)
    for number in range(10):
        appointment = make_appointment(
            patient=entry.patient,
            affiliation=open_affiliation(),
            starts_at=SOME_SLOT + (number + 1) * SLOT,
        )
        make_entry(appointment, medication=[ASPIRIN])

    assert queries_of(client, path) == short
