"""What changes centres' data."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Patient, Provider
from centres.clock import edges_of_day
from centres.holidays import Holiday, closed_days
from centres.hours import leave_nothing
from centres.models import Affiliation, Centre, TimeOff


def rate(*, patient: Patient, subject: Centre | Provider, stars: int, now: datetime) -> None:
    """Keep the patient's rating of a centre or a provider: 1 to 5 stars, in place of an earlier
    one. Two at the same time leave one rating."""
    subject.ratings.update_or_create(patient=patient, defaults={"stars": stars, "rated_at": now})


def take_off(
    *, place: Affiliation, starts_at: datetime, ends_at: datetime, reason: str = ""
) -> TimeOff:
    """Close a provider's place for a time. Raises `ValidationError` when it is closed for all of it
    already, so that of two desks one does it, and for a reason that is no line; then nothing has
    changed."""
    time_off = TimeOff(affiliation=place, starts_at=starts_at, ends_at=ends_at, reason=reason)
    time_off.full_clean()
    spans = place.time_off.values_list("starts_at", "ends_at")
    if leave_nothing(spans, starts_at, ends_at):
        raise ValidationError(f"{place.provider} is off then already.")
    time_off.save()
    return time_off


def close_on(*, centre: Centre, holidays: Sequence[Holiday]) -> list[TimeOff]:
    """Close a centre from midnight to midnight of its clock on each of the days, with the name of
    the holiday as the reason. Where it is closed already nothing is added, so that doing it twice,
    or two at once, closes each day once. Returns what is new. Asks nothing about appointments:
    whoever calls it does so inside `changing_hours`."""
    with transaction.atomic():
        Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
        closed = closed_days(centre, holidays)
        new = []
        for holiday in holidays:
            if holiday.day not in closed:
                first, last = edges_of_day(holiday.day, centre.zone)
                off = TimeOff(centre=centre, starts_at=first, ends_at=last, reason=holiday.name)
                new.append(off)
        return TimeOff.objects.bulk_create(new)
