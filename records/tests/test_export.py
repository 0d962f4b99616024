"""What patients take away as a file."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from records.factories import make_entry
from records.models import AccessEvent
from referrals.factories import make_referral

pytestmark = pytest.mark.django_db

PATH = reverse("records:export")
ASPIRIN = {"medication": "Aspirin", "dose": "1 tablet", "directions": "Daily", "repeats": 2}


@pytest.fixture
def visit() -> Appointment:
    """On Wednesday 2 December 2026, 11:00am in Sydney."""
    return make_appointment(reason="A cough")


def take(client: Client, patient: Patient, query: str = "") -> Any:
    client.force_login(patient.user)
    return client.get(PATH + query)


def content_of(client: Client, patient: Patient) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(take(client, patient).content)
    return content


def test_the_file_says_what_it_is_and_whose(client: Client, visit: Appointment) -> None:
    content = content_of(client, visit.patient)

    assert (content["format"], content["version"]) == ("MediSoft history", 1)
    assert content["patient"]["email"] == visit.patient.user.email


def test_an_entry_is_whole_with_its_visit(client: Client, visit: Appointment) -> None:
    make_entry(visit, text="A cough “quoted” été\nfor two weeks", medication=[ASPIRIN])

    content = content_of(client, visit.patient)

    assert content["entries"] == [
        {
            "number": 1,
            "visit": str(visit.pk),
            "recorded_at": "2026-12-02T11:20:00+11:00",
            "author": {"name": str(visit.provider), "profession": "GP", "service": "GP"},
            "text": "A cough “quoted” été\nfor two weeks",
            "amends": None,
            "amended_by": None,
            "prescriptions": [ASPIRIN],
        }
    ]
    assert content["current_medication"] == [{"entry": 1, **ASPIRIN}]
    assert content["visits"][0]["id"] == str(visit.pk)
    assert content["visits"][0]["reason"] == "A cough"
    assert content["visits"][0]["centre"]["name"] == visit.centre.name


def test_entries_are_told_with_the_oldest_first_and_which_amends_which(
    client: Client, visit: Appointment
) -> None:
    make_entry(visit, amends=make_entry(visit))

    entries = content_of(client, visit.patient)["entries"]

    assert [entry["number"] for entry in entries] == [1, 2]
    assert [entry["amended_by"] for entry in entries] == [2, None]
    assert [entry["amends"] for entry in entries] == [None, 1]


def test_letters_are_the_patients_own_and_stand_in_the_file(
    client: Client, visit: Appointment
) -> None:
    letter = make_referral(patient=visit.patient, letter="Thank you for seeing Tony.")
    make_referral(letter="About somebody else.")

    content = content_of(client, visit.patient)

    assert [one["letter"] for one in content["referrals"]] == ["Thank you for seeing Tony."]
    assert [one["id"] for one in content["visits"]] == [str(letter.appointment_id)]


def test_more_letters_cost_no_more_queries(client: Client, tony: Patient) -> None:
    costs = []
    for _ in range(3):
        make_referral(patient=tony)
        with CaptureQueriesContext(connection) as queries:
            content_of(client, tony)
        costs.append(len(queries))

    assert costs[-1] == costs[-2]


def test_a_visit_that_left_nothing_written_is_left_out(client: Client, visit: Appointment) -> None:
    assert content_of(client, visit.patient)["visits"] == []


@pytest.mark.parametrize(
    ("query", "content_type", "ending"),
    [
        ("", "application/json", ".json"),
        ("?format=json", "application/json", ".json"),
        ("?format=fhir", "application/fhir+json", ".fhir.json"),
    ],
)
def test_the_answer_is_a_file(
    client: Client, visit: Appointment, query: str, content_type: str, ending: str
) -> None:
    response = take(client, visit.patient, query)

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith('attachment; filename="history-2')
    assert response["Content-Disposition"].endswith(f'{ending}"')


@pytest.mark.parametrize("name", ["pdf", "JSON", "", "json\x00"])
def test_an_unknown_format_is_no_page_and_reads_nothing(
    client: Client, visit: Appointment, name: str
) -> None:
    assert take(client, visit.patient, f"?format={name}").status_code == 404
    assert not AccessEvent.objects.exists()
