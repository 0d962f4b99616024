"""The page on which a provider reads a patient's history and adds to it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from http import HTTPStatus
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.decorators import ProviderRequest, for_providers
from accounts.models import Provider
from accounts.paths import path_of
from accounts.validators import format_medicare_number
from appointments.models import Appointment
from centres.clock import moment_at
from records import exceptions, services
from records.access import opening_appointment, why_open
from records.entries import Prescribed
from records.forms import IN_WORDS, MOST_ROWS, empty_row
from records.medication import words_of_late
from records.models import AccessEvent, HistoryEntry
from records.reading import History
from records.services import Recorded
from records.views.sheet import AMEND, SAVE, WRITING, Sheet, uuid_in
from referrals.exceptions import LetterRefused


class Pages(NamedTuple):
    """Addresses of what a consultation leads to; empty for a letter that there is not."""

    patient: str
    appointment: str
    letter: str
    profile: str
    note: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_providers
def consultation(request: ProviderRequest, pk: UUID) -> HttpResponse:
    """Read the history of who comes, and write what happened. Only Save and Send write."""
    appointment = opening_appointment(pk, request.user)
    if appointment is None:
        appointment = get_object_or_404(Appointment.objects.with_names(), pk=pk)
        _log_refusal(request, appointment)
        return _closed(request, appointment)
    if request.method != "POST":
        return _show(request, Sheet(appointment, request.GET))
    sheet = Sheet(appointment, request.GET, request.POST)
    if sheet.is_to_write():
        try:
            recorded = _record(request, sheet)
        except exceptions.NoAccess:
            return _closed(request, appointment)
        except (exceptions.RecordsRefused, LetterRefused, ValidationError) as refusal:
            sheet.refuse(refusal)
        else:
            _tell(request, sheet, recorded)
            return redirect("appointments:detail", appointment.pk)
    _log_amending_of_others(request)
    return _show(request, sheet)


def _record(request: ProviderRequest, sheet: Sheet) -> Recorded:
    return services.record(
        appointment=sheet.appointment,
        by=request.user,
        text=sheet.text,
        now=timezone.now(),
        medication=sheet.medication(),
        amends=sheet.amends,
        letter=sheet.letter_to_send(),
        pk=sheet.pk,
    )


def _show(request: ProviderRequest, sheet: Sheet) -> HttpResponse:
    """The page with the history as it is now, which is logged."""
    appointment, now = sheet.appointment, timezone.now()
    try:
        history = services.open_history(
            patient=appointment.patient,
            by=request.user,
            because=appointment,
            now=now,
            before=sheet.before,
        )
    except exceptions.NoAccess as refusal:  # cancelled a moment ago
        raise Http404 from refusal
    sheet.offer_amending(history)
    sheet.propose_letter(history)
    context = _context(request, sheet, history)
    context["preview"] = _preview(sheet, now) if sheet.shows_letter else ""
    return render(request, "records/consultation.html", context)


def _context(request: ProviderRequest, sheet: Sheet, history: History) -> dict[str, Any]:
    appointment = sheet.appointment
    newest = (sheet.before and sheet.seen) or history.count
    return {
        "appointment": appointment,
        "when": moment_at(appointment.starts_at, appointment.centre),
        "medicare": format_medicare_number(appointment.patient.medicare_number),
        "pages": _pages_beside(sheet),
        "why_open": why_open(history.because or appointment),
        "history": history,
        "writer": request.user.pk,
        "newest": newest,
        "turned_to": partial(_turned_to, request.GET, newest),
        "left": sheet.left,
        "sheet": sheet,
        "known": known_words(appointment.provider, history),
        "empty_row": empty_row(),
        "most_rows": MOST_ROWS,
    }


def _preview(sheet: Sheet, now: datetime) -> str:
    """The letter as it would be sent at `now`, as markup."""
    letter = sheet.letter_as_sent(now)
    medicare = format_medicare_number(letter.patient.medicare_number)
    context = {"letter": letter, "medicare": medicare}
    return render_to_string("records/_letter_preview.html", context)


def _pages_beside(sheet: Sheet) -> Pages:
    appointment = sheet.appointment
    letter = appointment.referral_id
    return Pages(
        patient=path_of("records:patient", appointment.patient_id),
        appointment=path_of("appointments:detail", appointment.pk),
        letter=path_of("referrals:detail", letter) if letter else "",
        profile=reverse("accounts:profile"),
        note=path_of("records:consultation", sheet.left),
    )


def _turned_to(asked: QueryDict, newest: int, before: int) -> str:
    """The address of the page beside the entries below `before`; beside the newest for 0."""
    query = asked.copy()
    query["before"] = str(before)
    query.pop("seen", None)
    if before:
        query["seen"] = str(newest)
    return f"?{query.urlencode()}"


def known_words(provider: Provider, history: History) -> dict[str, list[str]]:
    """What rows of medication suggest, for each field: what this provider has prescribed of late,
    and what the patient has on the page."""
    known = {*words_of_late(provider)}
    on_page = (each for entry in history.entries for each in entry.prescriptions)
    of_patient: Iterator[Prescribed] = chain(history.medication, on_page)
    known.update((each.medication, each.dose, each.directions) for each in of_patient)
    return {name: sorted({row[n] for row in known}) for n, name in enumerate(IN_WORDS)}


def _log_refusal(request: ProviderRequest, appointment: Appointment) -> None:
    is_writing = request.method == "POST" and request.POST.get("action", SAVE) in WRITING
    action = AccessEvent.Action.WROTE if is_writing else AccessEvent.Action.OPENED
    services.refuse(patient=appointment.patient, by=request.user, action=action, now=timezone.now())


def _closed(request: ProviderRequest, appointment: Appointment) -> HttpResponse:
    """What was typed about an own appointment is given back with the reason; everything else
    answers like an appointment that does not exist."""
    if request.method != "POST" or appointment.provider.user_id != request.user.pk:
        raise Http404
    appointment.refresh_from_db(fields=["status"])
    typed = Sheet(appointment, request.GET, request.POST).typed()
    context = {"appointment": appointment, "typed": typed}
    return render(request, "records/closed.html", context, status=HTTPStatus.CONFLICT)


def _log_amending_of_others(request: ProviderRequest) -> None:
    """Log for its patient that somebody tried to amend an entry of another author."""
    by_button = request.POST.get("action", "").removeprefix(AMEND)
    asked = (uuid_in(text) for text in (request.POST.get("amends", ""), by_button))
    pks = [pk for pk in asked if pk is not None]
    if not pks:
        return
    named = HistoryEntry.objects.filter(pk__in=pks)
    for entry in named.exclude(author__user=request.user).select_related("patient"):
        action = AccessEvent.Action.WROTE
        services.refuse(patient=entry.patient, by=request.user, action=action, now=timezone.now())


def _tell(request: ProviderRequest, sheet: Sheet, recorded: Recorded) -> None:
    """Say what is saved, and which entries of others came meanwhile."""
    said = []
    if recorded.entry:
        said.append(f"Entry {recorded.entry.number} is saved.")
    if recorded.referral:
        said.append(f"The letter to {recorded.referral.specialist} is sent.")
    messages.success(request, " ".join(said), extra_tags=sheet.draft)
    if recorded.entry and "seen" in request.POST:
        of_patient = HistoryEntry.objects.of(sheet.appointment.patient, request.user)
        meanwhile = of_patient.filter(number__gt=sheet.seen, number__lt=recorded.entry.number)
        for entry in meanwhile.exclude(author__user=request.user).select_related("author__user"):
            told = f"While you wrote, {entry.author} added entry {entry.number}. Both are kept."
            messages.info(request, told)
