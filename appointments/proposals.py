"""When the patients of displaced appointments could come instead."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from appointments.availability import horizon
from appointments.models import Appointment, BookedSlot
from appointments.opening import Calendar
from centres.clock import ONE_DAY
from centres.models import Affiliation
from referrals.models import Referral

LOOK_AHEAD = 56  # days


def propose(appointments: Sequence[Appointment], *, now: datetime) -> dict[UUID, datetime]:
    """For each appointment (by pk, joined with names) a start under the hours as they are now, with
    the same provider at the same centre, and as long: the nearest one on its day, else the first
    in the days after it. No time is proposed twice, none at which the patient has something else
    or is to see this provider anyway on that day, and none past the term of the referral. One
    without such a time in LOOK_AHEAD days is left out.

    An earlier time is proposed only while it is a day ahead: who has planned for the afternoon is
    not to learn at nine of ten o'clock. A fixed number of queries.
    """
    if not appointments:
        return {}
    search = _Search(appointments, now)
    found = {}
    for appointment in appointments:
        start = search.first_time(appointment)
        if start is not None:
            search.take(appointment, start)
            found[appointment.pk] = start
    return found


class _Search:
    """Whatever takes the times of these appointments' providers and patients, and what has been
    proposed so far."""

    def __init__(self, appointments: Sequence[Appointment], now: datetime) -> None:
        self.now = now
        patients = {one.patient_id for one in appointments}
        providers = {one.provider_id for one in appointments}
        days = [one.day for one in appointments]
        first, last = min(days), max(days)
        self.calendar = Calendar.of(
            {one.affiliation_id: one.affiliation for one in appointments}.values(),
            first_day=first,
            days=(last - first).days + LOOK_AHEAD + 2,  # the last visit may run past midnight
        )
        begin = datetime.combine(first - ONE_DAY, datetime.min.time(), UTC)
        held = BookedSlot.objects.filter(patient__in=patients, starts_at__gte=begin)
        self.busy = {
            (patient, start): holder
            for patient, start, holder in held.values_list(
                "patient_id", "starts_at", "appointment_id"
            )
        }
        others = Appointment.objects.standing().filter(
            patient__in=patients, provider__in=providers, day__gte=first
        )
        self.days = {
            (patient, provider, day): holder
            for patient, provider, day, holder in others.values_list(
                "patient_id", "provider_id", "day", "pk"
            )
        }
        self.proposed: set[tuple[int, datetime]] = set()
        self._open: dict[tuple[int, date], list[datetime]] = {}
        self._letters(appointments)

    def _letters(self, appointments: Sequence[Appointment]) -> None:
        """The letters of those that have one, and the day of each visit under them."""
        used = {one.referral_id for one in appointments if one.referral_id}
        self.letters: dict[UUID, Referral] = {}
        self.visits: dict[UUID, dict[UUID, date]] = {}
        if not used:
            return
        self.letters = {letter.pk: letter for letter in Referral.objects.filter(pk__in=used).held()}
        under = Appointment.objects.live().filter(referral__in=used)
        for letter, visit, day in under.values_list("referral_id", "pk", "day"):
            self.visits.setdefault(letter, {})[visit] = day

    def first_time(self, appointment: Appointment) -> datetime | None:
        """The start to propose, if there is any."""
        if not appointment.provider.is_listed:
            return None
        present = appointment.starts_at
        for n in range(LOOK_AHEAD + 1):
            day = appointment.day + n * ONE_DAY
            if self._may_come_on(appointment, day):
                opened = self._opened(appointment.affiliation, day)
                free = [start for start in opened if self._fits(appointment, start)]
                if free:
                    return min(free, key=lambda start: (abs(start - present), start < present))
        return None

    def take(self, appointment: Appointment, start: datetime) -> None:
        """Nobody else is offered this time, and the patient no other one at it or on its day."""
        day = start.astimezone(appointment.zone).date()
        for taken in appointment.starts_from(start):
            self.proposed.add((appointment.provider_id, taken))
            self.busy.setdefault((appointment.patient_id, taken), appointment.pk)
        self.days.setdefault((appointment.patient_id, appointment.provider_id, day), appointment.pk)
        if appointment.referral_id:
            self.visits[appointment.referral_id][appointment.pk] = day

    def _opened(self, place: Affiliation, day: date) -> list[datetime]:
        key = (place.pk, day)
        if key not in self._open:
            self._open[key] = list(self.calendar.opened(place, day))
        return self._open[key]

    def _may_come_on(self, appointment: Appointment, day: date) -> bool:
        holder = self.days.get((appointment.patient_id, appointment.provider_id, day))
        return holder in (None, appointment.pk) and self._is_covered(appointment, day)

    def _is_covered(self, appointment: Appointment, day: date) -> bool:
        """As `Appointment.check_referral` has it."""
        if appointment.referral_id is None:
            return not appointment.provider.profession.by_referral_only
        letter = self.letters.get(appointment.referral_id)
        if letter is None:
            return False
        visits = self.visits[letter.pk]
        others = [other for visit, other in visits.items() if visit != appointment.pk]
        letter.first_day, letter.last_day = min(others, default=None), max(others, default=None)
        return letter.covers(day)

    def _fits(self, appointment: Appointment, start: datetime) -> bool:
        is_too_soon = start < appointment.starts_at and start < self.now + ONE_DAY
        return (
            not is_too_soon
            and self.now <= start <= horizon(self.now)
            and all(self._is_free(appointment, one) for one in appointment.starts_from(start))
        )

    def _is_free(self, appointment: Appointment, start: datetime) -> bool:
        place = appointment.affiliation
        own = appointment.starts_at <= start < appointment.ends_at
        holder = self.busy.get((appointment.patient_id, start))
        return (
            self.calendar.is_open(place, start)
            and (own or not self.calendar.is_taken(place, start))
            and (appointment.provider_id, start) not in self.proposed
            and holder in (None, appointment.pk)
        )
