"""Moving an appointment: the same picker; the old time is held until the new one is confirmed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.decorators import UserRequest
from appointments import exceptions, services
from appointments.forms import MoveForm
from appointments.models import Appointment
from appointments.rules import can_change, check_booking, check_change, check_listed
from appointments.views.choice import chosen, refused, taken
from appointments.views.picker import Picker
from centres.validators import SLOT


@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: UserRequest, pk: UUID) -> HttpResponse:
    """Choose another time, check old and new, confirm."""
    own = Appointment.objects.changeable_by(request.user).with_names()
    appointment = get_object_or_404(own, pk=pk)
    now = timezone.now()
    try:
        check_change(appointment, request.user, now)
        check_listed(appointment.affiliation)
    except exceptions.Refused as refusal:
        can_cancel = can_change(appointment, request.user, now)
        context = {"appointment": appointment, "refusal": refusal, "can_cancel": can_cancel}
        return render(request, "appointments/unchangeable.html", context)
    if request.method == "POST":
        return _check(request, appointment, MoveForm(request.POST))
    if "slots" in request.GET:
        return _check(request, appointment, MoveForm(request.GET))
    usual_slots = (appointment.ends_at - appointment.starts_at) // SLOT
    picker = Picker(
        appointment.affiliation, request.GET, now=now, usual_slots=usual_slots, moving=appointment
    )
    context = {"appointment": appointment, "picker": picker}
    return render(request, "appointments/reschedule.html", context)


def _check(request: UserRequest, appointment: Appointment, form: MoveForm) -> HttpResponse:
    """Move when it is posted; else, or when that is refused, the check page."""
    affiliation, patient = appointment.affiliation, appointment.patient
    refusal_shown: dict[str, object] = {}
    if form.is_valid():
        try:
            _move(request, appointment, form)
        except exceptions.SlotTaken as refusal:
            return taken(request, affiliation, form, refusal)
        # A second press of the button, a way back to the check page, or a cancellation meanwhile.
        except (exceptions.SameTime, exceptions.NotStanding, exceptions.TooLate):
            return redirect("appointments:detail", appointment.pk)
        except exceptions.Refused as refusal:
            refusal_shown = refused(form, refusal, affiliation, patient=patient, moving=appointment)
        else:
            if request.method == "POST":
                return redirect("appointments:detail", appointment.pk)
    context = {
        "appointment": appointment,
        "form": form,
        "choice": chosen(form, affiliation),
        **refusal_shown,
    }
    return render(request, "appointments/reschedule_check.html", context)


def _move(request: UserRequest, appointment: Appointment, form: MoveForm) -> None:
    """Move the appointment on a POST; otherwise ask the rules alone. Raises `Refused`."""
    starts = form.cleaned_data["slots"]
    now = timezone.now()
    if request.method == "POST":
        services.reschedule(appointment=appointment, starts=starts, by=request.user, now=now)
        return
    check_booking(
        patient=appointment.patient,
        affiliation=appointment.affiliation,
        starts=starts,
        by=request.user,
        now=now,
        referral=appointment.referral,
        moving=appointment,
    )
