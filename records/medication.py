"""The medication that is current."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import Patient, Provider, User, shown_name
from accounts.validators import fold_name
from centres.clock import clock_day, zone_named
from records.entries import PRESCRIPTION_COLUMNS, Prescribed
from records.models import Prescription
from records.querysets import CURRENT_FOR

MOST_REMEMBERED = 100  # newest entries of a provider, whose words are known

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
    for row in _standing(by, patient, now - CURRENT_FOR):
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


def words_of_late(provider: Provider) -> Iterable[tuple[str, str, str]]:
    """Medication, dose and directions of what a provider has prescribed of late, each once."""
    return _of_late(provider.user, provider)


@Compiled
def _standing(
    reader: User, patient: Patient, since: datetime
) -> QuerySet[Prescription, tuple[Any, ...]]:
    visible = Prescription.objects.of(patient, reader)
    return visible.standing(since + CURRENT_FOR).newest_of_each().values_list(*COLUMNS)


@Compiled
def _of_late(reader: User, author: Provider) -> QuerySet[Prescription, tuple[str, str, str]]:
    visible = Prescription.objects.visible_to(reader)
    words = visible.written_of_late(author, MOST_REMEMBERED).order_by()
    return words.values_list("medication", "dose", "directions").distinct()
