"""A history as a FHIR R4 Bundle (https://hl7.org/fhir/R4/bundle.html), for other systems to read.

Every resource stands in the bundle once, under a `urn:uuid:` that is the same in each download,
and refers only to others in it. An entry is a DocumentReference: that keeps its text, author and
time, and one that amends `replaces` the one before.
"""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from accounts.models import Patient, Provider
from appointments.models import Appointment
from centres.clock import iso_at
from centres.models import Affiliation, Centre
from records.entries import Entry, Prescribed
from records.exports import Taken
from referrals.models import Referral

Resource = dict[str, Any]

# The systems of Australian numbers (AU Base, https://build.fhir.org/ig/hl7au/au-fhir-base/).
MEDICARE_NUMBER = "http://ns.electronichealth.net.au/id/medicare-number"
PROVIDER_NUMBER = "http://ns.electronichealth.net.au/id/medicare-provider-number"
PROGRESS_NOTE = {"system": "http://loinc.org", "code": "11506-3", "display": "Progress note"}
AMBULATORY = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "code": "AMB",
    "display": "ambulatory",
}
APPOINTMENT_STATUS: dict[str, str] = {
    Appointment.Status.BOOKED: "booked",
    Appointment.Status.ARRIVED: "arrived",
    Appointment.Status.COMPLETED: "fulfilled",
    Appointment.Status.CANCELLED: "cancelled",
    Appointment.Status.NO_SHOW: "noshow",
}


def as_bundle(taken: Taken, now: datetime) -> Resource:
    """The Bundle, as what JSON is made of."""
    entries = [
        {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
        for resource in _resources(taken)
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(timespec="seconds"),
        "entry": entries,
    }


def _resources(taken: Taken) -> Iterator[Resource]:
    history = taken.history
    yield _patient(history.patient)
    providers = [visit.provider for visit in taken.visits]
    providers += [letter.specialist for letter in taken.letters]
    yield from map(_practitioner, {provider.pk: provider for provider in providers}.values())
    places = {visit.affiliation_id: visit for visit in taken.visits}
    centres = {visit.centre.pk: visit.centre for visit in places.values()}
    yield from map(_organization, centres.values())
    for visit in places.values():
        yield _role(visit.affiliation, visit.provider)
    for visit in taken.visits:
        yield _appointment(visit)
        yield _encounter(visit)
    yield from map(_service_request, taken.letters)
    current = {prescription.pk for prescription in history.medication}
    for entry in reversed(history.entries):
        yield _document(entry)
        for prescription in entry.prescriptions:
            yield _medication_request(entry, prescription, is_current=prescription.pk in current)


def _resource(kind: str, key: object, **fields: Any) -> Resource:
    """A resource without its empty elements, which FHIR forbids."""
    filled = {name: value for name, value in fields.items() if value not in ("", [], None)}
    return {"resourceType": kind, "id": str(_id(kind, key)), **filled}


def _id(kind: str, key: object) -> UUID:
    """The same for the same row in every download."""
    return uuid5(uuid5(NAMESPACE_URL, settings.SITE_URL), f"{kind}/{key}")


def _to(kind: str, key: object) -> dict[str, str]:
    return {"reference": f"urn:uuid:{_id(kind, key)}"}


def _identifiers(system: str, value: str) -> list[dict[str, str]]:
    return [{"system": system, "value": value}] if value else []


def _phone(number: str) -> list[dict[str, str]]:
    return [{"system": "phone", "value": number}] if number else []


def _patient(patient: Patient) -> Resource:
    return _resource(
        "Patient",
        patient.pk,
        identifier=_identifiers(MEDICARE_NUMBER, patient.medicare_number),
        name=[{"text": str(patient)}],
        telecom=[*_phone(patient.user.phone), {"system": "email", "value": patient.user.email}],
    )


def _practitioner(provider: Provider) -> Resource:
    return _resource("Practitioner", provider.pk, name=[{"text": str(provider)}])


def _organization(centre: Centre) -> Resource:
    return _resource(
        "Organization",
        centre.pk,
        name=centre.name,
        telecom=_phone(centre.phone),
        address=[{"text": centre.address, "country": "AU"}],
    )


def _role(place: Affiliation, provider: Provider) -> Resource:
    """A practitioner at a place, which is what a provider number belongs to."""
    return _resource(
        "PractitionerRole",
        place.pk,
        identifier=_identifiers(PROVIDER_NUMBER, place.provider_number),
        practitioner=_to("Practitioner", provider.pk),
        organization=_to("Organization", place.centre_id),
        code=[{"text": str(provider.profession)}],
        specialty=[{"text": provider.expertise.name}] if provider.expertise else [],
    )


def _appointment(visit: Appointment) -> Resource:
    actors = [_to("Patient", visit.patient_id), _to("PractitionerRole", visit.affiliation_id)]
    return _resource(
        "Appointment",
        visit.pk,
        status=APPOINTMENT_STATUS[visit.status],
        description=visit.reason,
        start=iso_at(visit.starts_at, visit.zone),
        end=iso_at(visit.ends_at, visit.zone),
        basedOn=[_to("ServiceRequest", visit.referral_id)] if visit.referral_id else [],
        participant=[{"actor": actor, "status": "accepted"} for actor in actors],
    )


def _encounter(visit: Appointment) -> Resource:
    return _resource(
        "Encounter",
        visit.pk,
        status="finished",
        **{"class": AMBULATORY},
        subject=_to("Patient", visit.patient_id),
        participant=[{"individual": _to("PractitionerRole", visit.affiliation_id)}],
        appointment=[_to("Appointment", visit.pk)],
        serviceProvider=_to("Organization", visit.centre.pk),
    )


def _document(entry: Entry) -> Resource:
    earlier = entry.amends_id
    return _resource(
        "DocumentReference",
        entry.pk,
        status="superseded" if entry.is_amended else "current",
        type={"coding": [PROGRESS_NOTE]},
        subject=_to("Patient", entry.patient_id),
        date=_moment(entry),
        author=[_to("PractitionerRole", entry.place_id)],
        custodian=_to("Organization", entry.centre_id),
        relatesTo=[{"code": "replaces", "target": _to("DocumentReference", earlier)}]
        if earlier
        else [],
        description=f"Entry {entry.number}",
        content=[
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": b64encode(entry.text.encode()).decode(),
                }
            }
        ],
        context={"encounter": [_to("Encounter", entry.appointment_id)]},
    )


def _medication_request(entry: Entry, prescription: Prescribed, *, is_current: bool) -> Resource:
    amount = ", ".join(filter(None, (prescription.dose, prescription.directions)))
    return _resource(
        "MedicationRequest",
        prescription.pk,
        status="active" if is_current else "stopped" if entry.is_amended else "completed",
        intent="order",
        medicationCodeableConcept={"text": prescription.medication},
        subject=_to("Patient", entry.patient_id),
        encounter=_to("Encounter", entry.appointment_id),
        authoredOn=_moment(entry),
        requester=_to("PractitionerRole", entry.place_id),
        dosageInstruction=[{"text": amount}] if amount else [],
        dispenseRequest={"numberOfRepeatsAllowed": prescription.repeats},
    )


def _service_request(letter: Referral) -> Resource:
    return _resource(
        "ServiceRequest",
        letter.pk,
        status="revoked" if letter.withdrawn_at else "active",
        intent="order",
        code={"text": f"Referral: {letter.specialist.service}"},
        orderDetail=[{"text": f"Term: {letter.get_term_display()}"}],
        subject=_to("Patient", letter.patient_id),
        encounter=_to("Encounter", letter.appointment_id),
        authoredOn=iso_at(letter.sent_at, letter.centre.zone),
        requester=_to("PractitionerRole", letter.affiliation_id),
        performer=[_to("Practitioner", letter.specialist_id)],
        note=[{"text": letter.letter}],
    )


def _moment(entry: Entry) -> str:
    return iso_at(entry.recorded_at, entry.clock.zone)
