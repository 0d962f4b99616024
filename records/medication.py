"""The medication that is current."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import Patient, User
from accounts.validators import fold_name
from records.models import Prescription

COLUMNS = [
    *("pk", "medication", "dose", "directions", "repeats", "entry__number"),
    *("entry__author__user__full_name", "entry__author__user__email"),
    *("entry__recorded_at", "entry__appointment__affiliation__centre__timezone"),
]


@dataclass(frozen=True)
class Current:
    """A prescription (`pk`) that can still be filled, of which entry, by whom and when; `zone` is
    that of the clock where it was."""

    pk: int
    medication: str
    dose: str
    directions: str
    repeats: int
    entry_number: int
    author: str
    recorded_at: datetime
    zone: ZoneInfo


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
                author=User(full_name=full_name, email=email).name,
                recorded_at=at,
                zone=ZoneInfo(zone),
            )
    return list(newest.values())
