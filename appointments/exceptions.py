"""Why an appointment cannot be made, moved, cancelled or marked: one class a refusal, each with a
sentence for the patient (its `str`) and one for the desk."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from appointments.models import Appointment
    from centres.models import Affiliation


class Refused(Exception):
    """Nothing was changed; `str` says to the patient why. `appointment` is the one that stands in
    the way, where one does; `is_of_the_time` whether another time may be booked instead, and
    `is_of_the_moment` whether the same may be asked for again a little later."""

    sentence = "This appointment cannot be changed."
    desk_sentence = ""
    is_of_the_time = False
    is_of_the_moment = False
    appointment: "Appointment | None" = None

    def __init__(self, sentence: str = "", *, at_desk: str = "") -> None:
        super().__init__(sentence or self.sentence)
        self._at_desk = at_desk or self.desk_sentence

    @property
    def at_desk(self) -> str:
        """Why, said to the staff of a centre. It names nothing of other centres."""
        return self._at_desk or str(self)


class NotThePatient(Refused):
    sentence = "Only patients can book, and only for themselves."


class NoSlots(Refused):
    sentence = "Choose a time."


class TooManySlots(Refused):
    pass


class NotASlotStart(Refused):
    sentence = "Appointments start on the hour or the half hour. Choose one of the free times."


class SlotsDoNotAdjoin(Refused):
    sentence = "The half hours of an appointment must follow each other. Choose one free time."


class InThePast(Refused):
    sentence = "This time has already begun. Choose a later time."
    is_of_the_time = True


class BeyondHorizon(Refused):
    pass


class NeedsReferral(Refused):
    pass


class NotListed(Refused):
    """The provider's account is closed."""


class OutsideHours(Refused):
    is_of_the_time = True


class HoursAreChanging(Refused):
    """Somebody else holds the hours of the centre, longer than this may wait for them."""

    sentence = "The centre is changing its hours at this moment. Try again in a minute."
    desk_sentence = "Somebody is changing the centre's hours at this moment. Try again in a minute."
    is_of_the_moment = True


class PatientIsBusy(Refused):
    """The patient already has `appointment` at that time, with anyone."""

    appointment: "Appointment"
    is_of_the_time = True

    desk_sentence = "The patient already has an appointment at that time."

    def __init__(self, sentence: str, appointment: "Appointment", *, at_desk: str = "") -> None:
        super().__init__(sentence, at_desk=at_desk)
        self.appointment = appointment

    def is_repeat(self, place: "Affiliation", starts: Sequence[datetime]) -> bool:
        """Whether what stands in the way is the very booking that was asked for: somebody pressed
        the button twice."""
        held = self.appointment
        return held.is_standing and held.affiliation_id == place.pk and held.is_at(starts)


class SameDayAppointment(PatientIsBusy):
    """The patient already has `appointment` with this provider on that local day."""


class TooManyUpcoming(Refused):
    pass


class SlotTaken(Refused):
    """Somebody else holds the time."""

    sentence = "Somebody else has booked this time."

    def __init__(self, find_nearest: Callable[[], list[datetime]]) -> None:
        super().__init__()
        self._find_nearest = find_nearest

    @cached_property
    def nearest(self) -> list[datetime]:
        """Free starts close to that time, in UTC. Looked for when asked: the transaction that
        was refused has ended by then, and nobody waits for its lock meanwhile."""
        return self._find_nearest()


class SameTime(Refused):
    sentence = "Your appointment is at this time already."
    desk_sentence = "The appointment is at this time already."


class NotStanding(Refused):
    """The appointment is completed, cancelled or missed."""


class TooLate(Refused):
    """The notice that a change needs has passed."""


class IllegalMove(Refused):
    """The status may not follow the present one."""


class TooEarly(Refused):
    """Nobody can have arrived or stayed away yet."""
