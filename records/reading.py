"""The entries of a history as every page of it reads them: by queries that are put together once a
process for each role of who reads."""

from collections import defaultdict
from functools import cache
from typing import Any
from uuid import UUID

from accounts.models import Patient, User, shown_name
from accounts.prepared import Prepared
from centres.clock import Clock
from records.entries import ENTRY_COLUMNS, PRESCRIPTION_COLUMNS, Entry, Prescribed
from records.models import HistoryEntry, Prescription

# Examples to prepare queries with: who reads, of whom, and numbers of entries.
SOMEBODY, SOME_PATIENT, SOME_NUMBER, OTHER_NUMBER = 1_000_001, UUID(int=1), 1_000_002, 1_000_003
ABOVE_ALL = 2**31 - 1  # the highest number that the column holds


def read_entries(patient: Patient, by: User, before: int | None) -> tuple[list[Entry], int]:
    """The entries that `page` has and `by` may read, with their medication; and how many entries
    there are in all."""
    of_patient = (by.pk, patient.pk)
    rows = _entries(by.role, before is not None).rows(*of_patient, before or ABOVE_ALL)
    if before:
        count = HistoryEntry.objects.visible_to(by).filter(patient=patient).newest_number()
    else:
        count = rows[0][1] if rows else 0
    if not rows:
        return [], count
    newest, oldest = rows[0][1], rows[-1][1]
    prescribed: dict[UUID, list[Prescribed]] = defaultdict(list)
    for entry, *columns in _prescriptions(by.role).rows(*of_patient, oldest, newest):
        prescribed[entry].append(Prescribed(*columns))
    entries = [
        Entry(*[*plain, shown_name(full_name, email), Clock(timezone), prescribed[plain[0]]])
        for *plain, full_name, email, timezone in rows
    ]
    return entries, count


def example_of(role: str) -> User:
    """Somebody of a role, to prepare a query with: what they may read depends on that and the
    database alone."""
    return User(pk=SOMEBODY, role=role)


@cache
def _entries(role: str, is_page: bool) -> Prepared[tuple[Any, ...]]:
    of_patient = HistoryEntry.objects.visible_to(example_of(role)).filter(patient=SOME_PATIENT)
    below = of_patient.filter(number__lt=SOME_NUMBER)
    found = below.page(0 if is_page else None).values_list(*ENTRY_COLUMNS)
    return Prepared(found, SOMEBODY, SOME_PATIENT, SOME_NUMBER)


@cache
def _prescriptions(role: str) -> Prepared[tuple[Any, ...]]:
    """Of the entries from one number to another."""
    visible = Prescription.objects.visible_to(example_of(role)).filter(entry__patient=SOME_PATIENT)
    found = visible.filter(entry__number__range=(SOME_NUMBER, OTHER_NUMBER)).order_by("pk")
    columns = found.values_list("entry", *PRESCRIPTION_COLUMNS)
    return Prepared(columns, SOMEBODY, SOME_PATIENT, SOME_NUMBER, OTHER_NUMBER)
