"""The history as FHIR: each resource as the standard has it, and nothing that points outside."""

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle

from accounts.factories import PatientFactory
from accounts.models import Patient
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from centres.factories import open_affiliation
from centres.validators import SLOT
from records.factories import make_entry
from records.fhir import APPOINTMENT_STATUS
from referrals.factories import make_referral
from referrals.services import withdraw

pytestmark = pytest.mark.django_db

ASPIRIN = {"medication": "Aspirin", "dose": "1 tablet", "directions": "Daily", "repeats": 0}

Resource = dict[str, Any]


@pytest.fixture
def patient() -> Patient:
    """With visits to two providers, an amended entry, medication and letters."""
    patient = PatientFactory.create(medicare_number="2123456701", user__phone="0400000000")
    gp = open_affiliation(provider_number="2449001X")
    letter = make_referral(patient=patient, letter="Thank you for seeing Tony.\n\nA cough.")
    visit = make_appointment(patient=patient, affiliation=gp, reason="A cough")
    first = make_entry(visit, text="The left lung “dull” été", medication=[ASPIRIN])
    make_entry(visit, text="The right lung", amends=first, medication=[ASPIRIN])
    specialist = make_appointment(
        patient=patient,
        affiliation=open_affiliation(provider=letter.specialist),
        starts_at=SOME_SLOT + SLOT,
        referral=letter,
    )
    make_entry(specialist, text="Seen")
    return patient


def bundle_of(client: Client, patient: Patient) -> Resource:
    client.force_login(patient.user)
    content: Resource = json.loads(client.get(reverse("records:export") + "?format=fhir").content)
    return content


def resources(bundle: Resource, kind: str) -> list[Resource]:
    own = [entry["resource"] for entry in bundle["entry"]]
    return [resource for resource in own if resource["resourceType"] == kind]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "reference" in value:
            yield value["reference"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_bundle_is_as_the_standard_has_it(client: Client, patient: Patient) -> None:
    bundle = Bundle.model_validate(bundle_of(client, patient))

    assert bundle.type == "collection"


def test_an_empty_history_is_a_bundle_of_the_patient(client: Client) -> None:
    bundle = bundle_of(client, PatientFactory.create())

    Bundle.model_validate(bundle)
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == ["Patient"]


def test_every_reference_leads_to_a_resource_of_the_bundle(
    client: Client, patient: Patient
) -> None:
    bundle = bundle_of(client, patient)

    addresses = [entry["fullUrl"] for entry in bundle["entry"]]

    assert len(set(addresses)) == len(addresses)
    assert set(references(bundle)) <= set(addresses)
    assert {entry["fullUrl"] for entry in bundle["entry"]} == {
        f"urn:uuid:{entry['resource']['id']}" for entry in bundle["entry"]
    }


def test_a_second_download_has_the_same_resources(client: Client, patient: Patient) -> None:
    assert bundle_of(client, patient)["entry"] == bundle_of(client, patient)["entry"]


def test_a_patient_and_a_place_have_their_australian_numbers(
    client: Client, patient: Patient
) -> None:
    bundle = bundle_of(client, patient)

    numbers = [
        one["identifier"] for one in resources(bundle, "PractitionerRole") if "identifier" in one
    ]
    assert resources(bundle, "Patient")[0]["identifier"] == [
        {
            "system": "http://ns.electronichealth.net.au/id/medicare-number",
            "value": "2123456701",
        }
    ]
    assert numbers == [
        [
            {
                "system": "http://ns.electronichealth.net.au/id/medicare-provider-number",
                "value": "2449001X",
            }
        ]
    ]


def test_an_entry_keeps_its_text_author_and_time(client: Client, patient: Patient) -> None:
    bundle = bundle_of(client, patient)

    document = resources(bundle, "DocumentReference")[0]
    attachment = document["content"][0]["attachment"]
    author = next(
        entry["resource"]
        for entry in bundle["entry"]
        if entry["fullUrl"] == document["author"][0]["reference"]
    )
    assert b64decode(attachment["data"]).decode() == "The left lung “dull” été"
    assert attachment["contentType"] == "text/plain; charset=utf-8"
    assert author["resourceType"] == "PractitionerRole"
    assert document["date"] == "2026-12-02T11:20:00+11:00"


def test_an_amendment_replaces_the_entry_before(client: Client, patient: Patient) -> None:
    first, second, third = resources(bundle_of(client, patient), "DocumentReference")

    assert [one["status"] for one in (first, second, third)] == ["superseded", "current", "current"]
    assert second["relatesTo"] == [
        {"code": "replaces", "target": {"reference": f"urn:uuid:{first['id']}"}}
    ]
    assert "relatesTo" not in first


def test_medication_of_an_amended_entry_is_stopped(client: Client, patient: Patient) -> None:
    stopped, active = resources(bundle_of(client, patient), "MedicationRequest")

    assert (stopped["status"], active["status"]) == ("stopped", "active")
    assert active["dosageInstruction"] == [{"text": "1 tablet, Daily"}]
    assert active["dispenseRequest"] == {"numberOfRepeatsAllowed": 0}


def test_a_letter_is_a_request_for_the_specialist_and_the_visit_rests_on_it(
    client: Client, patient: Patient
) -> None:
    bundle = bundle_of(client, patient)

    (request,) = resources(bundle, "ServiceRequest")
    based = [one["basedOn"] for one in resources(bundle, "Appointment") if "basedOn" in one]
    assert request["status"] == "active"
    assert request["note"] == [{"text": "Thank you for seeing Tony.\n\nA cough."}]
    assert based == [[{"reference": f"urn:uuid:{request['id']}"}]]


def test_a_letter_that_was_withdrawn_is_revoked(client: Client) -> None:
    letter = make_referral()
    withdraw(referral=letter, now=timezone.now())

    bundle = bundle_of(client, letter.patient)

    Bundle.model_validate(bundle)
    assert resources(bundle, "ServiceRequest")[0]["status"] == "revoked"


def test_every_status_of_an_appointment_has_its_code() -> None:
    assert set(APPOINTMENT_STATUS) == set(Appointment.Status)
