"""A time that was chosen: how it stands in links, on the check page, and when it was lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Patient
from appointments.availability import nearest_free
from appointments.exceptions import NeedsReferral, Refused, SlotTaken
from appointments.models import Appointment
from appointments.rules import may_book_more
from centres.clock import iso_at
from centres.models import Affiliation
from centres.validators import SLOT, SLOT_MINUTES


@dataclass(frozen=True)
class Choice:
    """A time that somebody may choose or has chosen: its half hours, in order."""

    starts: Sequence[datetime]
    zone: ZoneInfo

    @property
    def starts_at(self) -> datetime:
        return self.starts[0]

    @property
    def ends_at(self) -> datetime:
        return self.starts[-1] + SLOT

    @property
    def query(self) -> str:
        """The query string of its check page."""
        return "&".join([slot_query(start, self.zone) for start in self.starts])

    @property
    def week_query(self) -> str:
        """The query string of the picker at its week and length."""
        day = self.starts_at.astimezone(self.zone).date()
        return week_query(day, len(self.starts) * SLOT_MINUTES)


@lru_cache(maxsize=2048)
def slot_query(start: datetime, zone: ZoneInfo) -> str:
    """One half hour in a query string. Kept, since the free times of many are the same."""
    return f"slots={quote(iso_at(start, zone), '')}"


def week_query(day: date, minutes: int) -> str:
    """The query string of the picker at the week of `day`."""
    return urlencode({"week": day.isoformat(), "length": minutes})


def choice_at(start: datetime, slots: int, zone: ZoneInfo) -> Choice:
    """The choice of `slots` adjoining half hours from `start`."""
    return Choice([start + n * SLOT for n in range(slots)], zone)


def chosen(form: Form, affiliation: Affiliation) -> Choice | None:
    """The time that a cleaned form names, or None when it names none."""
    starts = form.cleaned_data.get("slots")
    return Choice(starts, affiliation.centre.zone) if starts else None


def refused(
    form: Form,
    refusal: Refused,
    affiliation: Affiliation,
    *,
    patient: Patient,
    moving: Appointment | None = None,
) -> dict[str, object]:
    """Put a refusal on the form. What its page shows then: the appointment that stands in the way,
    whether the same can be tried again, whether a GP is the way out, and the nearest free times
    where another time is."""
    form.add_error(None, str(refusal))
    nearest: list[datetime] = []
    starts = form.cleaned_data["slots"]
    now = timezone.now()
    if refusal.is_of_the_time and (moving or may_book_more(patient, now)):
        nearest = nearest_free(
            affiliation,
            patient=patient,
            start=max(starts[0], now),
            now=now,
            slots=len(starts),
            moving=moving,
        )
    return {
        "clash": refusal.appointment,
        "can_try_again": refusal.is_of_the_moment,
        "needs_referral": isinstance(refusal, NeedsReferral),
        **_offer(form, affiliation, nearest),
    }


def taken(
    request: HttpRequest, affiliation: Affiliation, form: Form, refusal: SlotTaken
) -> HttpResponse:
    """409: somebody was quicker. The nearest free times, with the reason kept."""
    context = {
        "affiliation": affiliation,
        "refusal": refusal,
        "choice": chosen(form, affiliation),
        **_offer(form, affiliation, refusal.nearest),
    }
    return render(request, "appointments/taken.html", context, status=409)


def _offer(form: Form, affiliation: Affiliation, nearest: Iterable[datetime]) -> dict[str, object]:
    """Other times, as long as the one that a cleaned form names, and the reason and the referral
    that it holds."""
    count = len(form.cleaned_data["slots"])
    return {
        "nearest": [choice_at(start, count, affiliation.centre.zone) for start in nearest],
        "reason": form.cleaned_data.get("reason", ""),
        "referral": form.cleaned_data.get("referral"),
    }
