"""The figures of a centre over some days: what its overview shows.

Each is of the appointments that take place there on these days of the centre's clock, as they
stand now and whenever they were booked. One that was moved counts where it was moved to. The
database counts; no appointment is loaded.
"""

import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate

from appointments.models import Appointment
from appointments.opening import Calendar
from appointments.querysets import AppointmentQuerySet
from centres.clock import ONE_DAY, ONE_WEEK
from centres.models import Affiliation, Centre

# The least days between booking and visit of each band of lead times.
LEAD_BANDS = {
    0: "The same day",
    1: "1 day",
    2: "2 to 6 days",
    7: "7 to 13 days",
    14: "14 to 27 days",
    28: "28 days or more",
}


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` from 0 to 1; None of nothing."""
    return part / whole if whole else None


@dataclass
class Week:
    """Monday to Sunday, as far as the days asked for reach. `first` is its first day of them.

    `bookings` are all appointments, whatever became of them; `cancelled` are those of them that
    were cancelled. `past` are those that are over and were not cancelled, of which the desk marked
    `missed`.
    """

    first: date
    bookings: int = 0
    past: int = 0
    missed: int = 0
    cancelled: int = 0

    @property
    def missed_share(self) -> float | None:
        return share(self.missed, self.past)

    @property
    def cancelled_share(self) -> float | None:
        return share(self.cancelled, self.bookings)

    def add(self, other: "Week") -> None:
        """Count the other's appointments too."""
        self.bookings += other.bookings
        self.past += other.past
        self.missed += other.missed
        self.cancelled += other.cancelled


@dataclass(frozen=True)
class Use:
    """How much of a provider's time at the centre is taken. `opened` are the half hours that
    working and extra hours open and no time off closes, by the hours as they stand now; `taken`
    those of them in which the provider has an appointment that is not cancelled."""

    name: str
    opened: int
    taken: int

    @property
    def share(self) -> float | None:
        return share(self.taken, self.opened)


@dataclass(frozen=True)
class Lead:
    """How long before the visit it was booked, in days of the centre's calendar: 0 on the same
    day. Of visits that were not cancelled; one that was moved counts from its first booking."""

    days: Counter[int]

    @property
    def visits(self) -> int:
        return self.days.total()

    @property
    def median(self) -> float | None:
        """Half were booked at most so many days before; None without visits."""
        return statistics.median(sorted(self.days.elements())) if self.days else None

    @property
    def bands(self) -> list[tuple[str, int]]:
        """The name of each band, and how many visits lie in it."""
        found = dict.fromkeys(LEAD_BANDS, 0)
        for days, count in self.days.items():
            found[max(least for least in LEAD_BANDS if least <= days)] += count
        return [(LEAD_BANDS[least], count) for least, count in found.items()]


@dataclass(frozen=True)
class Overview:
    """All figures of a centre from `first` to `last`. `reasons` counts what was cancelled by the
    `Appointment.Cancellation` that the desk chose, and by "" where the patient did it."""

    centre: Centre
    first: date
    last: date
    weeks: list[Week]
    uses: list[Use]
    lead: Lead
    reasons: Counter[str]

    @property
    def total(self) -> Week:
        """All weeks together."""
        total = Week(self.first)
        for week in self.weeks:
            total.add(week)
        return total

    @property
    def use(self) -> Use:
        """All providers together."""
        opened = sum(use.opened for use in self.uses)
        return Use("All providers", opened, sum(use.taken for use in self.uses))


def overview(centre: Centre, *, first: date, last: date, now: datetime) -> Overview:
    """The figures of the local days from `first` to `last`. A fixed number of queries."""
    visits = Appointment.objects.at_centre(centre, first=first, last=last)
    weeks, reasons = _weeks(visits, first, last, now)
    uses = list(_uses(centre, first, last))
    return Overview(centre, first, last, weeks, uses, _lead(visits, centre), reasons)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(
    visits: AppointmentQuerySet, first: date, last: date, now: datetime
) -> tuple[list[Week], Counter[str]]:
    """Each week, one without appointments too; and why what was cancelled was."""
    mondays = [_monday(first)]
    while mondays[-1] + ONE_WEEK <= last:
        mondays.append(mondays[-1] + ONE_WEEK)
    weeks = {monday: Week(max(monday, first)) for monday in mondays}
    reasons: Counter[str] = Counter()
    status = Appointment.Status
    groups: Any = visits.order_by().values("day", "status", "cancelled_because")
    for group in groups.annotate(count=Count("pk"), over=Count("pk", filter=Q(ends_at__lte=now))):
        count, is_cancelled = group["count"], group["status"] == status.CANCELLED
        counted = Week(
            group["day"],
            bookings=count,
            past=0 if is_cancelled else group["over"],
            missed=group["over"] if group["status"] == status.NO_SHOW else 0,
            cancelled=count if is_cancelled else 0,
        )
        weeks[_monday(group["day"])].add(counted)
        if is_cancelled:
            reasons[group["cancelled_because"]] += count
    return list(weeks.values()), reasons


def _uses(centre: Centre, first: date, last: date) -> Iterator[Use]:
    """By name, whoever can be booked here, and of others those whose time was taken."""
    places = list(Affiliation.objects.of(centre).with_names().by_name())
    for place in places:
        place.centre = centre
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    calendar = Calendar.of(places, first_day=first, days=len(days))
    for place in places:
        opened = [start for day in days for start in calendar.opened(place, day)]
        taken = sum(calendar.is_taken(place, start) for start in opened)
        if taken or place.provider.is_listed:
            yield Use(str(place.provider), len(opened), taken)


def _lead(visits: AppointmentQuerySet, centre: Centre) -> Lead:
    booked_on = TruncDate("created_at", tzinfo=centre.zone)
    before = ExpressionWrapper(F("day") - booked_on, output_field=DurationField())
    kept = visits.exclude(status=Appointment.Status.CANCELLED).order_by()
    groups: Any = kept.annotate(before=before).values("before").annotate(count=Count("pk"))
    days: Counter[int] = Counter()
    for group in groups:
        days[max(group["before"].days, 0)] += group["count"]
    return Lead(days)
