"""How much is to be made, and whether it fits together. A child process imports this module before
Django is set up, so it knows no model."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

PAST = timedelta(days=730)
AHEAD = timedelta(days=60)
SLOTS_A_DAY = 14  # of each provider: 09:00-13:00 and 14:00-17:00
# More would leave too few days and half hours to choose from.
MOST_OF_THE_SLOTS = 0.5
MOST_A_PATIENT = 100  # appointments
MOST_AN_APPOINTMENT = 3  # entries, of the appointments that there are in all
SHARE_OF_SPECIALISTS = 10  # one provider of so many


class NotGrown(Exception):
    """Nothing was written; `str` says why."""


@dataclass(frozen=True)
class Sizes:
    centres: int
    providers: int
    patients: int
    appointments: int
    entries: int

    def check(self, today: date) -> None:
        """Raises `NotGrown` unless so many rows of each kind can be made beside one another."""
        days = sum(day.weekday() < 5 for day in days_around(today))
        room = int((self.providers - self.specialists) * days * SLOTS_A_DAY * MOST_OF_THE_SLOTS)
        least = min(self.patients, self.appointments, self.entries)
        for holds, sentence in [
            (least >= 0, "Choose no number below 0."),
            (self.centres > 0 and self.providers > 0, "Choose at least 1 centre and 1 provider."),
            (
                self.appointments <= room,
                f"{self.providers} providers have room for {room} appointments.",
            ),
            (
                self.appointments <= self.patients * MOST_A_PATIENT,
                f"Choose at most {MOST_A_PATIENT} appointments a patient.",
            ),
            (
                self.entries <= self.appointments * MOST_AN_APPOINTMENT,
                f"Choose at most {MOST_AN_APPOINTMENT} entries an appointment.",
            ),
        ]:
            if not holds:
                raise NotGrown(sentence)

    @property
    def specialists(self) -> int:
        """How many of the providers are booked by referral only."""
        return (self.providers + SHARE_OF_SPECIALISTS - 2) // SHARE_OF_SPECIALISTS


@dataclass(frozen=True)
class Plan:
    """Everything that the rows follow from."""

    sizes: Sizes
    seed: int
    today: date
    password: str  # hashed, of the few accounts that can log in
    professions: dict[str, int]  # pk by name
    expertises: list[int]  # pks

    @cached_property
    def days(self) -> list[date]:
        """The days on which people work, in order."""
        return [day for day in days_around(self.today) if day.weekday() < 5]


def days_around(today: date) -> list[date]:
    """Every day from the first visit to the last."""
    return [today - PAST + timedelta(days=n) for n in range((PAST + AHEAD).days + 1)]
