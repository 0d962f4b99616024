"""Patients' own history: to read, to print, to take away, and who opened it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import PatientRequest, for_patients
from accounts.pages import page_of
from accounts.validators import format_medicare_number
from records import services
from records.exports import Taken, as_json, take_away
from records.fhir import as_bundle
from records.log import Lines
from records.models import AccessEvent
from records.views.sheet import number_in

PAGE = 30  # lines of the log

Write = Callable[[Taken, datetime], dict[str, Any]]
# What `?format=` takes: what a file of it holds, its type (RFC 6838), and the end of its name.
FORMATS: dict[str, tuple[Write, str, str]] = {
    "json": (as_json, "application/json", "json"),
    "fhir": (as_bundle, "application/fhir+json", "fhir.json"),
}


@require_safe
@for_patients
def history(request: PatientRequest) -> HttpResponse:
    """The newest entries, or those before a number, and the medication that is current."""
    found = services.open_history(
        patient=request.user.patient,
        by=request.user,
        now=timezone.now(),
        before=number_in(request.GET.get("before", "")),
    )
    return render(request, "records/history.html", {"history": found})


@require_safe
@for_patients
def print_history(request: PatientRequest) -> HttpResponse:
    """The same as a document, the oldest first."""
    now = timezone.now()
    found = services.open_history(
        patient=request.user.patient,
        by=request.user,
        now=now,
        action=AccessEvent.Action.TOOK_AWAY,
        before=None,
    )
    context = {
        "history": found,
        "patient": found.patient,
        "medicare_number": format_medicare_number(found.patient.medicare_number),
        "entries": found.entries[::-1],
        "unfolded": True,
        "now": now,
        "zone": timezone.get_default_timezone(),
    }
    return render(request, "records/print.html", context)


@require_safe
@for_patients
def export(request: PatientRequest) -> HttpResponse:
    """The same as a file with the letters, as JSON unless told. An unknown format is no page, and
    then nothing is read."""
    name = request.GET.get("format", "json")
    if name not in FORMATS:
        raise Http404
    write, content_type, ending = FORMATS[name]
    now = timezone.now()
    content = write(take_away(by=request.user, now=now), now)
    response = JsonResponse(
        content, content_type=content_type, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    filename = f"history-{timezone.localdate(now)}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


@require_safe
@for_patients
def access_log(request: PatientRequest) -> HttpResponse:
    """Who opened, wrote or was refused, the newest first; patients' own doings apart."""
    is_own = request.GET.get("who") == "me"
    lines = Lines(request.user, is_own, ZoneInfo(settings.TIME_ZONE))
    page = page_of(lines, request.GET.get("page", ""), PAGE)
    context = {"page": page, "is_own": is_own}
    return render(request, "records/access_log.html", context)
