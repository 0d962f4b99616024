"""A patient as their provider sees them."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import ProviderRequest, for_providers
from accounts.models import Patient
from accounts.validators import format_medicare_number
from appointments.models import Appointment
from appointments.visits import as_visits
from records import services
from records.access import why_open
from records.exceptions import NoAccess
from records.views.sheet import number_in

MOST_PAST = 10  # appointments that are over; the list of them all holds the others


@require_safe
@for_providers
def patient(request: ProviderRequest, pk: UUID) -> HttpResponse:
    """Who the patient is, their appointments with this provider, and their history. The view is
    logged; so is a refused one, which answers like a patient who does not exist."""
    patient = get_object_or_404(Patient.objects.select_related("user"), pk=pk)
    now = timezone.now()
    try:
        history = services.open_history(
            patient=patient,
            by=request.user,
            now=now,
            before=number_in(request.GET.get("before", "")),
        )
    except NoAccess as refusal:
        raise Http404 from refusal
    if history.because is None:  # only for patients themselves
        raise Http404
    with_them = Appointment.objects.visible_to(request.user).filter(patient=patient)
    past = as_visits(with_them.past(now).in_lines()[: MOST_PAST + 1])
    context = {
        "patient": patient,
        "medicare": format_medicare_number(patient.medicare_number),
        "history": history,
        "writer": request.user.pk,
        "why_open": why_open(history.because),
        "consultation": reverse("records:consultation", args=[history.because.pk]),
        "coming": as_visits(with_them.upcoming(now).in_lines()),
        "past": past[:MOST_PAST],
        "has_earlier": len(past) > MOST_PAST,
    }
    return render(request, "records/patient.html", context)
