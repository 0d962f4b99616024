"""A history as every page of it reads it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import Patient, User, shown_name
from appointments.models import Appointment
from centres.clock import Clock
from records.entries import ENTRY_COLUMNS, PRESCRIPTION_COLUMNS, Entry, Prescribed
from records.medication import Current
from records.models import HistoryEntry, Prescription
from records.querysets import PAGE

ABOVE_ALL = 2**31 - 1  # the highest number that the column holds


@dataclass(frozen=True)
class History:
    """What somebody reads: a page of entries, or all of them, with the newest first; and the
    medication that is current. `count` is how many entries there are."""

    patient: Patient
    entries: list[Entry]
    count: int
    medication: list[Current]
    because: Appointment | None  # None for patients themselves

    @property
    def latest(self) -> int:
        """The highest number of the entries that are read here; 0 for none."""
        return self.entries[0].number if self.entries else 0

    @property
    def earliest(self) -> int:
        """The lowest: 1 once nothing lies before."""
        return self.entries[-1].number if self.entries else 1

    @property
    def later(self) -> int:
        """The number below which the page after this one begins; 0 where that is the newest."""
        begins = self.latest + PAGE + 1
        return begins if begins <= self.count else 0


def read_entries(patient: Patient, by: User, before: int | None) -> tuple[list[Entry], int]:
    """The `PAGE` newest entries that `by` may read, of those that are numbered below `before`
    unless that is 0; all of them for None. The newest first, with their medication; and how many
    entries there are in all."""
    found = _entries(by, patient, before or ABOVE_ALL)
    rows = found[: None if before is None else PAGE]
    if before:
        count = HistoryEntry.objects.of(patient, by).newest_number()
    else:
        count = rows[0][1] if rows else 0
    if not rows:
        return [], count
    newest, oldest = rows[0][1], rows[-1][1]
    prescribed: dict[UUID, list[Prescribed]] = defaultdict(list)
    for entry, *columns in _prescriptions(by, patient, oldest, newest):
        prescribed[entry].append(Prescribed(*columns))
    entries = [
        Entry(*[*plain, shown_name(full_name, email), Clock(timezone), prescribed[plain[0]]])
        for *plain, full_name, email, timezone in rows
    ]
    return entries, count


@Compiled
def _entries(
    reader: User, patient: Patient, before: int
) -> QuerySet[HistoryEntry, tuple[Any, ...]]:
    """Those that are numbered below `before`, the newest first."""
    visible = HistoryEntry.objects.of(patient, reader)
    below = visible.filter(number__lt=before).order_by("-number")
    return below.with_correction().values_list(*ENTRY_COLUMNS)


@Compiled
def _prescriptions(
    reader: User, patient: Patient, oldest: int, newest: int
) -> QuerySet[Prescription, tuple[Any, ...]]:
    """Those of the entries from one number to another."""
    visible = Prescription.objects.of(patient, reader)
    found = visible.filter(entry__number__range=(oldest, newest)).order_by("pk")
    return found.values_list("entry", *PRESCRIPTION_COLUMNS)
