"""The digests that tie a patient's entries together, and the search for a break.

Each is an HMAC with SHA-256 under `MEDISOFT_HISTORY_KEY`, over the entry, its prescriptions and the
digest before. Whoever changes rows behind the system's back does not have the key.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from datetime import UTC
from heapq import merge
from itertools import chain, groupby
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Patient
from records.models import AccessEvent, HistoryEntry, Prescription

ROWS = 500  # that a search holds in memory at once

Row = HistoryEntry | AccessEvent


class Break(NamedTuple):
    """Where a patient's history does not fit; `entry_id` is None for an entry that is gone."""

    patient_id: UUID
    number: int
    entry_id: UUID | None
    problem: str


def digest(entry: HistoryEntry, prescriptions: Sequence[Prescription], previous: str) -> str:
    """The digest of an entry, as 64 hexadecimal digits. `previous` is that of the entry before,
    empty for the first."""
    content = [
        previous,
        str(entry.pk),
        str(entry.patient_id),
        entry.number,
        str(entry.appointment_id),
        entry.author_id,
        entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(entry.amends_id or ""),
        entry.text,
        [[p.medication, p.dose, p.directions, p.repeats] for p in prescriptions],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(
        settings.MEDISOFT_HISTORY_KEY.encode(), text.encode(), hashlib.sha256
    ).hexdigest()


def breaks(patients: Sequence[UUID]) -> Iterator[Break]:
    """The first entry of each of `patients` that does not fit; those with a sound history are left
    out. The memory that it takes grows with the number of patients, not with that of entries.

    An entry must rest on the one before, and be the one that the log says was written. So it is
    also found when the last entries are gone, unless their lines of the log are gone too.
    """
    suspects = [suspect.patient_id for suspect in _breaks(patients)]
    for patient_id in suspects:
        with transaction.atomic():
            # An entry saved between the readings of entries and log: while the patient is held,
            # nobody saves another.
            Patient.objects.select_for_update(no_key=True).get(pk=patient_id)
            found = list(_breaks([patient_id]))
        yield from found


def _breaks(patients: Sequence[UUID]) -> Iterator[Break]:
    rows: Iterator[Row] = merge(_entries(patients), _writings(patients), key=_place)
    for patient_id, own in groupby(rows, key=lambda row: row.patient_id):
        if found := _first_break(patient_id, own):
            yield found


def _entries(patients: Sequence[UUID]) -> Iterator[HistoryEntry]:
    entries = HistoryEntry.objects.filter(patient__in=patients).select_related("author")
    ordered = entries.prefetch_related("prescriptions").order_by("patient_id", "number")
    return ordered.iterator(chunk_size=ROWS)


def _writings(patients: Sequence[UUID]) -> Iterator[AccessEvent]:
    """The lines of the log that say which entry was written."""
    written = AccessEvent.objects.filter(patient__in=patients, entry_number__isnull=False)
    return written.order_by("patient_id", "entry_number").iterator(chunk_size=ROWS)


def _place(row: Row) -> tuple[UUID, int]:
    number = row.number if isinstance(row, HistoryEntry) else row.entry_number
    return row.patient_id, number or 0


def _first_break(patient_id: UUID, rows: Iterator[Row]) -> Break | None:
    previous = ""
    places = groupby(rows, key=_place)
    for expected, ((_, number), pair) in enumerate(places, 1):
        here = list(pair)
        entries = [row for row in here if isinstance(row, HistoryEntry)]
        if number > expected or not entries:
            later = chain.from_iterable(rows for _, rows in places)
            more = any(isinstance(row, HistoryEntry) for row in chain(here, later))
            problem = "is missing" if more else "is missing, and all after it"
            return Break(patient_id, expected, None, problem)
        entry = entries[0]
        events = [row for row in here if isinstance(row, AccessEvent)]
        if problem := _problem(entry, events, previous):
            return Break(patient_id, number, entry.pk, problem)
        if len(here) > 2:
            return Break(patient_id, number, entry.pk, "is there twice")
        previous = entry.digest
    return None


def _problem(entry: HistoryEntry, events: list[AccessEvent], previous: str) -> str:
    """What is wrong with an entry, in words; nothing for a sound one."""
    if entry.digest != digest(entry, list(entry.prescriptions.all()), previous):
        return "was changed"
    if not events:
        return "is not in the log"
    event = events[0]
    told = (event.entry_digest, event.actor_id, event.appointment_id, event.at)
    if told != (entry.digest, entry.author.user_id, entry.appointment_id, entry.recorded_at):
        return "is not as the log says"
    return ""
