"""What patients take away of their history: everything that is theirs, as plain JSON.

`docs/export.md` describes the structure. What stands in it stays; a change that a reader would
trip over raises `VERSION`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import Provider, User
from accounts.validators import format_medicare_number
from appointments.models import Appointment
from centres.clock import iso_at
from centres.models import Centre
from records.entries import Entry, Prescribed
from records.models import AccessEvent, HistoryEntry
from records.reading import History
from records.services import open_history
from referrals.models import Referral

VERSION = 1


@dataclass(frozen=True)
class Taken:
    """All that there is of a patient: the visits and the letters oldest first."""

    history: History
    visits: list[Appointment]
    letters: list[Referral]


def take_away(*, by: User, now: datetime) -> Taken:
    """A patient's own history with the letters about them and the visits that both came from. That
    it was taken is logged with the reading of the history, before the rest is read."""
    patient = by.patient
    history = open_history(
        patient=patient, by=by, now=now, action=AccessEvent.Action.TOOK_AWAY, before=None
    )
    visits = Appointment.objects.visible_to(by).filter(
        Q(Exists(HistoryEntry.objects.filter(appointment=OuterRef("pk"))))
        | Q(Exists(Referral.objects.filter(appointment=OuterRef("pk"))))
    )
    letters = Referral.objects.visible_to(by).with_names().defer(None).order_by("sent_at", "pk")
    return Taken(history, list(visits.with_names()), list(letters))


def as_json(taken: Taken, now: datetime) -> dict[str, Any]:
    """The plain structure, with the oldest first. Times are ISO 8601, on the clock of the centre
    where they were."""
    patient = taken.history.patient
    return {
        "format": "MediSoft history",
        "version": VERSION,
        "exported_at": now.isoformat(timespec="seconds"),
        "patient": {
            "id": str(patient.pk),
            "name": str(patient),
            "email": patient.user.email,
            "phone": patient.user.phone,
            "medicare_number": format_medicare_number(patient.medicare_number),
        },
        "visits": [_visit(visit) for visit in taken.visits],
        "entries": [_entry(entry) for entry in reversed(taken.history.entries)],
        "current_medication": [
            {"entry": prescription.entry_number, **_prescription(prescription)}
            for prescription in taken.history.medication
        ],
        "referrals": [_letter(letter) for letter in taken.letters],
    }


def _visit(visit: Appointment) -> dict[str, Any]:
    zone = visit.zone
    return {
        "id": str(visit.pk),
        "starts_at": iso_at(visit.starts_at, zone),
        "ends_at": iso_at(visit.ends_at, zone),
        "status": visit.status,
        "reason": visit.reason,
        "provider": _provider(visit.provider),
        "centre": _centre(visit.centre),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "visit": str(entry.appointment_id),
        "recorded_at": iso_at(entry.recorded_at, entry.clock.zone),
        "author": {
            "name": entry.author,
            "profession": entry.profession,
            "service": entry.service,
        },
        "text": entry.text,
        "amends": entry.amends,
        "amended_by": entry.amended_by,
        "prescriptions": [_prescription(one) for one in entry.prescriptions],
    }


def _prescription(prescription: Prescribed) -> dict[str, Any]:
    return {
        "medication": prescription.medication,
        "dose": prescription.dose,
        "directions": prescription.directions,
        "repeats": prescription.repeats,
    }


def _letter(letter: Referral) -> dict[str, Any]:
    zone = letter.centre.zone
    return {
        "id": str(letter.pk),
        "visit": str(letter.appointment_id),
        "sent_at": iso_at(letter.sent_at, zone),
        "withdrawn_at": iso_at(letter.withdrawn_at, zone) if letter.withdrawn_at else None,
        "referrer": _provider(letter.referrer),
        "provider_number": letter.provider_number,
        "specialist": _provider(letter.specialist),
        "term": letter.term,
        "letter": letter.letter,
    }


def _provider(provider: Provider) -> dict[str, str]:
    return {
        "name": str(provider),
        "profession": str(provider.profession),
        "service": provider.service,
    }


def _centre(centre: Centre) -> dict[str, str]:
    return {
        "name": centre.name,
        "phone": centre.phone,
        "address": centre.address,
        "time_zone": centre.timezone,
    }
