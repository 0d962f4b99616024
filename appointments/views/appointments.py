"""A person's appointments: the list, each one's page, cancelling, and the calendar file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import UserRequest, for_patients_and_providers
from accounts.pages import page_of
from appointments import services
from appointments.calendars import calendar_of
from appointments.cards import cards, own_past, own_upcoming
from appointments.exceptions import Refused
from appointments.models import Appointment
from appointments.rules import can_change, check_change, notice_in_words
from appointments.visits import as_visits, lines_past, lines_upcoming

PAGE = 20  # appointments


@require_safe
@for_patients_and_providers
def appointment_list(request: UserRequest) -> HttpResponse:
    """Own appointments: what is to come, the next one first; or what is past, the latest first."""
    now = timezone.now()
    is_past = request.GET.get("when") == "past"
    asked = request.GET.get("page", "")
    context: dict[str, object] = {"is_past": is_past}
    if request.user.is_patient:
        own = own_past if is_past else own_upcoming
        page = page_of(own(request.user, now), asked, PAGE)
        context |= {"page": page, "cards": cards(page.rows, request.user, now)}
    else:
        lines = lines_past if is_past else lines_upcoming
        page = page_of(lines(request.user, now), asked, PAGE)
        context |= {"page": page, "visits": as_visits(page.rows)}
    return render(request, "appointments/list.html", context)


@require_safe
def detail(request: UserRequest, pk: UUID) -> HttpResponse:
    """An appointment for its patient or its provider; also the confirmation of a booking."""
    visible = Appointment.objects.visible_to(request.user).with_names()
    appointment = get_object_or_404(visible, pk=pk)
    now = timezone.now()
    context = {
        "appointment": appointment,
        "can_change": can_change(appointment, request.user, now),
        "earlier_times": list(appointment.earlier_times.all()),
        "notice": notice_in_words(),
        "is_ahead": appointment.is_standing and appointment.ends_at > now,
        "has_begun": appointment.starts_at <= now,
    }
    return render(request, "appointments/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: UserRequest, pk: UUID) -> HttpResponse:
    """Ask first; cancel when that is confirmed."""
    own = Appointment.objects.changeable_by(request.user).with_names()
    appointment = get_object_or_404(own, pk=pk)
    now = timezone.now()
    try:
        if request.method == "POST":
            services.cancel(appointment=appointment, by=request.user, now=now)
            messages.success(request, "Your appointment is cancelled.")
            return redirect("appointments:detail", appointment.pk)
        check_change(appointment, request.user, now)
    except Refused as refusal:
        appointment.refresh_from_db(fields=["status"])
        if appointment.status == Appointment.Status.CANCELLED:  # a second press of the button
            return redirect("appointments:detail", appointment.pk)
        context = {"appointment": appointment, "refusal": refusal}
        return render(request, "appointments/unchangeable.html", context)
    return render(request, "appointments/cancel.html", {"appointment": appointment})


@require_safe
def calendar(request: UserRequest, pk: UUID) -> HttpResponse:
    """The appointment as a file that calendars take; a cancelled one takes itself out of them."""
    own = Appointment.objects.changeable_by(request.user).with_names()
    appointment = get_object_or_404(own, pk=pk)
    method, content = calendar_of(appointment, now=timezone.now())
    response = HttpResponse(content, f"text/calendar; charset=utf-8; method={method}")
    name = f"appointment-{appointment.day}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
