"""Closing a centre on the public holidays of its state, a year at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.decorators import UserRequest
from accounts.kept import admin_page, note
from appointments.displacing import Undecided
from appointments.exceptions import HoursAreChanging
from appointments.models import Appointment
from appointments.views.desk.displaced import ask, ask_again, displacing
from centres.forms import HolidaysForm, YearForm
from centres.holidays import Holiday, closed_days, evenings_of, holidays_of
from centres.kept import kept_centre_or_404
from centres.models import Centre, TimeOff
from centres.services import close_on
from centres.validators import YEARS


@dataclass(frozen=True)
class Offer:
    """A holiday in the list."""

    holiday: Holiday
    is_closed: bool
    is_over: bool
    is_ticked: bool

    @property
    def is_open(self) -> bool:
        """Whether there is something to close."""
        return not (self.is_closed or self.is_over)


@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: UserRequest, pk: int) -> HttpResponse:
    """The holidays of a `year`; a POST closes the centre on those that are ticked, once it is
    decided what becomes of the appointments on them."""
    centre = kept_centre_or_404(request.user, pk)
    today = timezone.now().astimezone(centre.zone).date()
    year = _year(request, today)
    known = holidays_of(centre.state, year)
    coming = [holiday for holiday in known if holiday.day >= today]
    form = HolidaysForm(request.POST if request.method == "POST" else None, offered=coming)
    if form.is_valid():
        try:
            with displacing(request, centre):
                new = close_on(centre=centre, holidays=form.cleaned_data["days"])
                _note(request, centre, new)
        except Undecided as question:
            return ask(request, question, Centre, because=Appointment.Cancellation.CLOSED)
        except HoursAreChanging as refusal:
            return ask_again(request, refusal, Centre)
        messages.success(request, _in_words(centre, new))
        return redirect(f"{request.path}?year={year}")
    context = _context(centre, year, _offers(known, closed_days(centre, known), today, form))
    context["form"] = form
    return admin_page(request, "admin/centres/centre/holidays.html", Centre, context)


def _context(centre: Centre, year: int, offers: Sequence[Offer]) -> dict[str, Any]:
    return {
        "title": f"Public holidays at {centre}",
        "centre": centre,
        "year": year,
        "years": [other for other in (year - 1, year, year + 1) if other in YEARS],
        "offers": offers,
        "is_open": any(offer.is_open for offer in offers),
        "evenings": evenings_of(centre.state, year),
    }


def _year(request: UserRequest, today: date) -> int:
    form = YearForm(request.GET)
    for error in form.errors.get("year", []):
        messages.warning(request, str(error))
    return form.cleaned_data.get("year") or today.year


def _offers(
    known: Sequence[Holiday], closed: Collection[date], today: date, form: HolidaysForm
) -> list[Offer]:
    """All of them, ticked as they were sent, or else where there is something to close."""
    sent: Any = form.data.getlist("days") if form.is_bound else None  # type: ignore[attr-defined]
    return [
        Offer(
            holiday=holiday,
            is_closed=holiday.day in closed,
            is_over=holiday.day < today,
            is_ticked=sent is None or holiday.day.isoformat() in sent,
        )
        for holiday in known
    ]


def _note(request: UserRequest, centre: Centre, new: Sequence[TimeOff]) -> None:
    """Into the admin's log, as the form of the centre does it."""
    if new:
        added = [{"added": {"name": "time off", "object": str(off.pk)}} for off in new]
        note(request.user, centre, CHANGE, added)


def _in_words(centre: Centre, new: Sequence[TimeOff]) -> str:
    if not new:
        return f"{centre} was closed on these days already."
    return f"{centre} is now closed on {len(new)} more day{'s' * (len(new) > 1)}."
