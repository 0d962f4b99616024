"""What the desk does to an appointment: mark who came, move it, cancel it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import UserRequest
from accounts.kept import admin_page, note_change
from appointments import exceptions, services
from appointments.availability import free_starts
from appointments.forms import DayForm, MoveForm
from appointments.models import Appointment
from appointments.views.desk.day import day_url
from appointments.views.desk.forms import CancelForm, MarkForm
from centres.clock import moment_at
from centres.validators import SLOT

SHOWN_DAYS = 7
MOVE = "Move an appointment"


def _kept(request: UserRequest, pk: UUID) -> Appointment:
    kept = Appointment.objects.kept_by(request.user).with_names().without_reason()
    return get_object_or_404(kept, pk=pk)


def page_of(appointment: Appointment) -> str:
    """The appointment's own page in the admin."""
    return reverse("admin:appointments_appointment_change", args=[appointment.pk])


@require_POST
def mark(request: UserRequest, pk: UUID) -> HttpResponse:
    """Arrived, missed, or put right; back to where the button was. A refusal is told at the top of
    the sheet, so it does not lead past it."""
    appointment = _kept(request, pk)
    sheet = day_url(appointment.centre, appointment.starts_at)
    form = MarkForm(request.POST)
    if form.is_valid():
        status = form.cleaned_data["status"]
        try:
            marked = services.mark(
                appointment=appointment, status=status, by=request.user, now=timezone.now()
            )
        except exceptions.Refused as refusal:
            messages.error(request, refusal.at_desk)
        else:
            note_change(request.user, appointment, "status")
            sheet += f"#visit-{appointment.pk}"
            messages.success(request, f"{marked.patient}: {marked.get_status_display()}.")
    else:
        messages.error(request, "Choose Arrived, Missed or Booked.")
    if "from_sheet" in request.POST:
        return redirect(sheet)
    return redirect(page_of(appointment))


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: UserRequest, pk: UUID) -> HttpResponse:
    """Ask why, then cancel; the patient is mailed the answer."""
    appointment = _kept(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        try:
            services.cancel(
                appointment=appointment, by=request.user, now=timezone.now(), because=because
            )
        except exceptions.Refused as refusal:
            form.add_error(None, refusal.at_desk)
        else:
            note_change(request.user, appointment, "status", "cancelled because")
            who = appointment.patient
            messages.success(request, f"Cancelled. {who} is mailed.")
            return redirect(day_url(appointment.centre, appointment.starts_at))
    return _page(request, appointment, "cancel.html", "Cancel an appointment", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: UserRequest, pk: UUID) -> HttpResponse:
    """Free times of a week from `day`; `slots` asks about one of them, and a POST moves there."""
    appointment = _kept(request, pk)
    length = (appointment.ends_at - appointment.starts_at) // SLOT
    form = MoveForm(request.GET) if "slots" in request.GET else None
    refusal, status = "", 200
    if form is not None and form.is_valid():
        first = form.cleaned_data["slots"][0]
        starts = appointment.starts_from(first)
        if request.method != "POST":
            return _page(request, appointment, "move_check.html", MOVE, start=first)
        try:
            moved = services.reschedule(
                appointment=appointment, starts=starts, by=request.user, now=timezone.now()
            )
        except exceptions.Refused as error:
            refusal, status = error.at_desk, 409 if isinstance(error, exceptions.SlotTaken) else 200
        else:
            note_change(request.user, appointment, "starts at")
            when = moment_at(moved.starts_at, moved.centre)
            messages.success(request, f"Moved to {when}. {moved.patient} is mailed.")
            return redirect(day_url(moved.centre, moved.starts_at))
    return _choose(request, appointment, length, refusal, status)


def _choose(
    request: UserRequest, appointment: Appointment, length: int, refusal: str, status: int
) -> HttpResponse:
    now = timezone.now()
    today = now.astimezone(appointment.zone).date()
    form = DayForm(request.GET)
    asked = form.cleaned_data.get("day") if form.is_valid() else None
    first = max(asked or max(today, appointment.day), today)
    place = appointment.affiliation
    free = free_starts(
        [place], first_day=first, days=SHOWN_DAYS, now=now, slots=length, moving=appointment
    )[place.pk]
    days = [first + timedelta(days=n) for n in range(SHOWN_DAYS)]
    zone = appointment.zone
    return _page(
        request,
        appointment,
        "move.html",
        MOVE,
        status=status,
        refusal=refusal,
        days=[(day, [s for s in free if s.astimezone(zone).date() == day]) for day in days],
        earlier=first - timedelta(days=SHOWN_DAYS) if first > today else None,
        later=first + timedelta(days=SHOWN_DAYS),
    )


def _page(
    request: UserRequest,
    appointment: Appointment,
    template: str,
    title: str,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    return admin_page(
        request,
        f"admin/appointments/appointment/{template}",
        Appointment,
        {"appointment": appointment, "title": title, **context},
        status=status,
    )
