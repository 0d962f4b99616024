"""The medication that is current."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import Patient, User, shown_name
from accounts.validators import fold_name
from centres.clock import clock_day, zone_named
from records.entries import PRESCRIPTION_COLUMNS, Prescribed
from records.models import Prescription

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
    """The newest prescription of each medication that can still be filled."""
    visible = Prescription.objects.visible_to(by).filter(entry__patient=patient).standing(now)
    newest: dict[str, Current] = {}
    # Somebody ill has hundreds: only what is printed is read of them, and made into no models.
    for row in visible.values_list(*COLUMNS):
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
