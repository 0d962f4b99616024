"""What changes centres' data."""

from datetime import datetime

from accounts.models import Patient, Provider
from centres.models import Centre


def rate(*, patient: Patient, subject: Centre | Provider, stars: int, now: datetime) -> None:
    """Keep the patient's rating of a centre or a provider: 1 to 5 stars, in place of an earlier
    one. Two at the same time leave one rating."""
    subject.ratings.update_or_create(patient=patient, defaults={"stars": stars, "rated_at": now})
