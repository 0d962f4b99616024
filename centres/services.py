"""What changes centres' data."""

from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.models import Patient, Provider
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
    if place.time_off.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).exists():
        raise ValidationError(f"{place.provider} is off then already.")
    time_off.save()
    return time_off
