"""The medication that is current."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Patient, User, shown_name
from accounts.prepared import Prepared
from accounts.validators import fold_name
from centres.clock import clock_day, zone_named
from records.entries import PRESCRIPTION_COLUMNS, Prescribed
from records.models import Prescription
from records.querysets import CURRENT_FOR
from records.reading import SOME_PATIENT, SOMEBODY, example_of

SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # an example, to prepare the query with

COLUMNS = [
    *PRESCRIPTION_COLUMNS,
    *("entry__number", "entry__author__user__full_name", "entry__author__user__email"),
    *("entry__recorded_at", "entry__appointment__affiliation__centre__timezone"),
]


@dataclass(frozen=True)
class Current(Prescribed):
    """A prescription that can still be filled, of which entry, by whom and when; `zone` is that of
    the clock where it was."""

    entry_number: int
    author: str
    recorded_at: datetime
    zone: ZoneInfo

    @property
    def origin(self) -> str:
        """“Ann Sample on Wednesday 6 August 2026, entry 3”"""
        day = clock_day(self.recorded_at, self.zone)
        return f"{self.author} on {day}, entry {self.entry_number}"


def current_medication(patient: Patient, by: User, now: datetime) -> list[Current]:
    """The newest prescription of each medication that can still be filled, however its name is
    spelt."""
    newest: dict[str, Current] = {}
    for row in _standing(by.role).rows(by.pk, patient.pk, now - CURRENT_FOR):
        pk, medication, dose, directions, repeats, number, full_name, email, at, zone = row
        if (key := fold_name(medication)) not in newest:
            newest[key] = Current(
                pk=pk,
                medication=medication,
                dose=dose,
                directions=directions,
                repeats=repeats,
                entry_number=number,
                author=shown_name(full_name, email),
                recorded_at=at,
                zone=zone_named(zone),
            )
    return list(newest.values())


@cache
def _standing(role: str) -> Prepared[tuple[Any, ...]]:
    visible = Prescription.objects.visible_to(example_of(role)).filter(entry__patient=SOME_PATIENT)
    newest = visible.standing(SOME_TIME).newest_of_each().values_list(*COLUMNS)
    return Prepared(newest, SOMEBODY, SOME_PATIENT, SOME_TIME - CURRENT_FOR)
