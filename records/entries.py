"""A history as it is read: of each row what is printed of it. Twenty entries made into models, with
the nine tables that their pages name, take longer than all else of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from accounts.paths import path_of
from centres.clock import Clock, HasClock, moment_at

ENTRY_COLUMNS = [
    *("pk", "number", "text", "recorded_at", "patient_id", "appointment_id"),
    *("author_id", "author__user_id", "author__profession__name", "author__expertise__name"),
    *("appointment__affiliation_id", "appointment__affiliation__centre_id"),
    *("appointment__affiliation__centre__name", "amends_id", "amends__number"),
    *("corrected_by", "author__user__full_name", "author__user__email"),
    "appointment__affiliation__centre__timezone",  # the last three make two fields of `Entry`
]
PRESCRIPTION_COLUMNS = ["pk", "medication", "dose", "directions", "repeats"]


@dataclass(frozen=True)
class Prescribed:
    """A medication that an entry prescribes."""

    pk: int
    medication: str
    dose: str
    directions: str
    repeats: int

    @property
    def terms(self) -> str:
        """What follows its name in a line: “, 500 mg: Three times a day (no repeats)”"""
        dose = f", {self.dose}" if self.dose else ""
        directions = f": {self.directions}" if self.directions else ""
        repeats = f"{self.repeats or 'no'} repeat{'' if self.repeats == 1 else 's'}"
        return f"{dose}{directions} ({repeats})"


@dataclass(frozen=True)
class Entry:
    """An entry as somebody reads it: who wrote it where, and what it prescribes. `amends` and
    `amended_by` are numbers of entries."""

    pk: UUID
    number: int
    text: str
    recorded_at: datetime
    patient_id: UUID
    appointment_id: UUID
    author_id: int
    author_user_id: int
    profession: str
    expertise: str | None
    place_id: int
    centre_id: int
    centre: str
    amends_id: UUID | None
    amends: int | None
    amended_by: int | None
    author: str
    clock: Clock
    prescriptions: Sequence[Prescribed]

    @property
    def is_amended(self) -> bool:
        """Whether a newer entry corrects it."""
        return self.amended_by is not None

    @property
    def service(self) -> str:
        """As `Provider.service`, of its author."""
        return self.expertise or self.profession

    def way_to_amend(self, left: UUID | None = None) -> str:
        """The address of the consultation in which its author corrects it. `left` is the
        appointment in whose consultation they may leave a note for it, if that is another."""
        page = path_of("records:consultation", self.appointment_id)
        also = f"&left={left}" if left not in {None, self.appointment_id} else ""
        return f"{page}?amends={self.pk}{also}#id_text"

    @cached_property
    def title(self) -> str:
        return title_of(self.number, self.recorded_at, self.clock)

    @property
    def signature(self) -> str:
        """“Ann Sample, GP, at North Clinic”"""
        return f"{self.author}, {self.service}, at {self.centre}"


def title_of(number: int, recorded_at: datetime, centre: HasClock) -> str:
    """“Entry 3, Wednesday 6 August 2026, 5:30pm”"""
    return f"Entry {number}, {moment_at(recorded_at, centre)}"
