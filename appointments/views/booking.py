"""Booking: the picker, the check page, and what happens when somebody was quicker."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.decorators import PatientRequest, for_patients
from appointments import exceptions, services
from appointments.forms import BookForm
from appointments.models import Appointment
from appointments.rules import check_booking
from appointments.views.choice import chosen, refused, taken
from appointments.views.picker import Picker
from centres.listed import listed_place
from centres.models import Affiliation
from referrals.openings import openings


@require_http_methods(["GET", "HEAD", "POST"])
@for_patients
def book(request: PatientRequest, pk: int) -> HttpResponse:
    """Choose a time, check it, book it. A POST with `check` shows the check page: so a reason
    goes along to another time without ever standing in an address."""
    affiliation = listed_place(pk)
    if affiliation is None:
        raise Http404
    now = timezone.now()
    open_to = openings(request.user, [affiliation], now=now)
    if not open_to.is_open(affiliation):
        return render(request, "appointments/needs_referral.html", {"affiliation": affiliation})
    letters = open_to.letters_for(affiliation)
    asked = _asked(request)
    if asked is None:
        picker = Picker(affiliation, request.GET, now=now)
        context = {"picker": picker, "letters": letters}
        return render(request, "appointments/book.html", context)
    form = BookForm(asked, zone=affiliation.centre.zone, letters=letters)
    is_confirmed = request.method == "POST" and "check" not in asked
    return _check(request, affiliation, form, confirmed=is_confirmed)


def _asked(request: PatientRequest) -> Mapping[str, Any] | None:
    """What a form or an address asks to book; None while no time is chosen. An address has no
    reason."""
    if request.method == "POST":
        return request.POST
    if "slots" in request.GET:
        return {"slots": request.GET.getlist("slots"), "referral": request.GET.get("referral")}
    return None


def _check(
    request: PatientRequest, affiliation: Affiliation, form: BookForm, *, confirmed: bool
) -> HttpResponse:
    """Book when the patient confirmed it; else, or when that is refused, the check page."""
    refusal_shown: dict[str, object] = {}
    if form.is_valid():
        try:
            appointment = _booked(request, affiliation, form, confirmed=confirmed)
        except exceptions.SlotTaken as refusal:
            return taken(request, affiliation, form, refusal)
        except exceptions.Refused as refusal:
            patient = request.user.patient
            refusal_shown = refused(form, refusal, affiliation, patient=patient)
        else:
            if appointment is not None:
                return redirect("appointments:detail", appointment.pk)
    context = {
        "affiliation": affiliation,
        "form": form,
        "choice": chosen(form, affiliation),
        **refusal_shown,
    }
    return render(request, "appointments/check.html", context)


def _booked(
    request: PatientRequest, affiliation: Affiliation, form: BookForm, *, confirmed: bool
) -> Appointment | None:
    """The appointment: a new one, or the very same one made by an earlier press of the button.
    Without a confirmation the rules alone are asked. Raises `Refused`."""
    terms: dict[str, Any] = {
        "patient": request.user.patient,
        "affiliation": affiliation,
        "starts": form.cleaned_data["slots"],
        "by": request.user,
        "now": timezone.now(),
        "referral": form.cleaned_data.get("referral"),
    }
    try:
        if confirmed:
            return services.book(reason=form.cleaned_data["reason"], **terms)
        check_booking(**terms)
    except exceptions.PatientIsBusy as refusal:
        if not refusal.is_repeat(affiliation, terms["starts"]):
            raise
        return refusal.appointment
    return None
