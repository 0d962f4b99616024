"""The desk's list of appointments: of which days it is, in which order, and its rows. What is asked
for on every page of it is read by statements that are kept."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, assert_never
from uuid import UUID

from django.db.models import QuerySet, TextChoices, TextField
from django.db.models.functions import Cast

from accounts.compiled import Compiled
from accounts.models import User
from appointments.models import Appointment
from appointments.querysets import AppointmentQuerySet
from centres.clock import ONE_DAY, ONE_WEEK

NO_DAY = timedelta()


class Days(TextChoices):
    AHEAD = "ahead", "To come"
    TODAY = "today", "Today"
    TOMORROW = "tomorrow", "Tomorrow"
    PAST = "past", "Last 4 weeks"
    ANY = "any", "Any day"

    def span(self, today: date) -> tuple[date, date]:
        """The first and the last of them, as far as `of_days` asks. At a centre it may be another
        day than where it is `today`."""
        first, last = SPANS[self]
        return today + first, today + last


SPANS = {
    Days.AHEAD: (-ONE_DAY, NO_DAY),
    Days.TODAY: (NO_DAY, NO_DAY),
    Days.TOMORROW: (ONE_DAY, ONE_DAY),
    Days.PAST: (-4 * ONE_WEEK, ONE_DAY),
    Days.ANY: (NO_DAY, NO_DAY),
}


class Listed(NamedTuple):
    """What a row shows, by the names that `AppointmentQuerySet.for_a_list` gives."""

    pk: UUID
    starts_at: datetime
    status: str
    patient_full_name: str
    patient_email: str
    provider_full_name: str
    provider_email: str
    centre_name: str
    timezone: str


def of_days(
    rows: AppointmentQuerySet,
    days: Days,
    *,
    now: datetime,
    first: date,
    last: date,
    are_of_a_status: bool = False,
) -> AppointmentQuerySet:
    """Those of the `rows` that are of `days`, which span from the `first` to the `last`. What is
    cancelled is to come only for who asks for its status."""
    match days:
        case Days.AHEAD:
            ahead = rows.not_over(now) if are_of_a_status else rows.upcoming(now)
            return ahead.filter(day__gte=first)
        case Days.TODAY | Days.TOMORROW:
            return rows.filter(day=first)
        case Days.PAST:
            return rows.past(now).filter(day__range=(first, last), starts_at__lte=now)
        case Days.ANY:
            return rows
    assert_never(days)


def order_of(days: Days, user: User) -> list[str]:
    """The next one first, and of what is over the latest. An index of days holds those of all
    centres. For staff of a few it would be read in vain, so theirs are in an order that it does not
    hold."""
    fields = ["day"] * user.is_superuser + ["starts_at", "pk"]
    return [f"-{field}" for field in fields] if days == Days.PAST else fields


def first_keys(user: User, days: Days, *, most: int, now: datetime, today: date) -> list[str]:
    """Of the appointments that `user` keeps, `most` at most. One query."""
    return [key for (key,) in _keys(user, days, now, *days.span(today))[:most]]


def listed(keys: Sequence[UUID]) -> list[Listed]:
    """The appointments with these keys, in their order; without those that are gone. One query."""
    found = {row[0]: Listed(*row) for row in _listed(*keys)}
    return [found[key] for key in keys if key in found]


@Compiled
def _keys(
    user: User, days: Days, now: datetime, first: date, last: date
) -> QuerySet[Appointment, tuple[str]]:
    """As text: of a thousand keys a page shows 25, and a UUID of each takes longer than to read."""
    rows = of_days(Appointment.objects.kept_by(user), days, now=now, first=first, last=last)
    return rows.order_by(*order_of(days, user)).values_list(Cast("pk", TextField()))


@Compiled
def _listed(*keys: UUID) -> QuerySet[Appointment, tuple[Any, ...]]:
    return Appointment.objects.filter(pk__in=keys).for_a_list().values_list(*Listed._fields)
