"""The page of decisions about appointments that a change of hours displaces.

A page that changes hours saves inside `displacing`, and shows `ask` when that is `Undecided`:

    try:
        with displacing(request, centre):
            centre.time_off.create(...)
    except Undecided as question:
        return ask(request, question, Centre)
    except HoursAreChanging as refusal:
        return ask_again(request, refusal, Centre)
    return redirect(...)

Whatever was sent stands in the page of decisions too, which sends it again to the same address,
with the decisions: the page itself reads its own fields and needs to know of no others. Messages
are for after the `with`: within it nothing is certain yet.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.db import models, transaction
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.decorators import UserRequest
from accounts.kept import admin_page, note_change
from appointments.displacing import Hit, Outcome, Undecided, changing_hours
from appointments.exceptions import HoursAreChanging
from appointments.models import Appointment
from appointments.proposals import LOOK_AHEAD
from appointments.views.desk.decisions import PREFIX, Choice, DecisionsForm
from centres.models import Affiliation, Centre

TAKEN = "Something has changed meanwhile. Look at the appointments again: nothing is saved yet."
CHOOSE = "Choose for each appointment what becomes of it. Nothing is saved yet."


@dataclass(frozen=True)
class Row:
    """An appointment in the table, with what was chosen for it and what there is to say."""

    hit: Hit
    name: str
    choice: str
    note: str


@contextmanager
def displacing(request: UserRequest, subject: Centre | Affiliation) -> Iterator[None]:
    """`changing_hours` with the decisions that the request has sent. The admin's log and a message
    say what became of the appointments. Raises `Undecided` and `HoursAreChanging`."""
    form = DecisionsForm(request.POST)
    with transaction.atomic():
        with changing_hours(
            subject,
            decisions=form.decisions(),
            arrived=form.arrived,
            by=request.user,
            now=timezone.now(),
        ) as outcome:
            yield
        for moved in outcome.moved:
            note_change(request.user, moved, "starts at")
        for cancelled in outcome.cancelled:
            note_change(request.user, cancelled, "status", "cancelled because")
    if told := _in_words(outcome):
        messages.success(request, told)


def ask(
    request: UserRequest,
    question: Undecided,
    model: type[models.Model],
    *,
    because: str = "",
) -> TemplateResponse:
    """The table of what would be displaced, among the admin's pages of `model`. Nothing is saved.
    `because` is the reason of cancellations to begin with. 409 when somebody was quicker than the
    decisions that were sent."""
    form = DecisionsForm(request.POST)
    rows = [_row(hit, form) for hit in question.hits]
    is_overtaken = form.is_sent and any(row.hit.refusal or _is_news(row.hit, form) for row in rows)
    proposals = {
        str(hit.appointment.pk): hit.proposal.isoformat() if hit.proposal else ""
        for hit in question.hits
    }
    context = {
        "title": "Appointments that the new hours would displace",
        "rows": rows,
        "has_arrivals": any(hit.has_arrived for hit in question.hits),
        "seen": json.dumps(proposals),
        "because": form.reason or because,
        "reasons": Appointment.Cancellation.choices,
        "error": (TAKEN if is_overtaken else CHOOSE) if form.is_sent else "",
        "sent": [
            (name, value) for name, value in _sent(request) if not name.startswith(f"{PREFIX}-")
        ],
        "back": request.get_full_path(),
    }
    status = HTTPStatus.CONFLICT if is_overtaken else HTTPStatus.OK
    template = "admin/appointments/appointment/displaced.html"
    return admin_page(request, template, model, context, status=status)


def ask_again(
    request: UserRequest, refusal: HoursAreChanging, model: type[models.Model]
) -> TemplateResponse:
    """409: a button that sends all of it once more, decisions too. Nothing is saved."""
    context = {
        "title": "The hours are not saved yet",
        "refusal": refusal.at_desk,
        "sent": _sent(request),
        "back": request.get_full_path(),
    }
    template = "admin/appointments/appointment/try_again.html"
    return admin_page(request, template, model, context, status=HTTPStatus.CONFLICT)


def _sent(request: UserRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


def _row(hit: Hit, form: DecisionsForm) -> Row:
    pk = hit.appointment.pk
    choice = "" if _is_news(hit, form) else form.choice(pk)
    return Row(hit, f"{PREFIX}-{pk}", choice, _note(hit, choice, form))


def _is_news(hit: Hit, form: DecisionsForm) -> bool:
    """Whether the page that was answered did not show the appointment, or not that the patient is
    here."""
    pk = hit.appointment.pk
    return pk not in form.proposed or (hit.has_arrived and pk not in form.arrived)


def _note(hit: Hit, choice: str, form: DecisionsForm) -> str:
    """What to know of the row before deciding about it."""
    pk = hit.appointment.pk
    if hit.refusal is not None:
        return hit.refusal.at_desk
    if form.is_sent and pk not in form.proposed:
        return "Booked or moved here since the page was shown."
    if form.is_sent and _is_news(hit, form):
        return "Arrived since the page was shown."
    if hit.proposal is None:
        return f"No time is free for it in {LOOK_AHEAD} days."
    if choice == Choice.MOVE and form.proposed.get(pk) != hit.proposal:
        return "The time to move to is another one now."
    return "Choose what becomes of it." if form.is_sent and not choice else ""


def _in_words(outcome: Outcome) -> str:
    """“Moved: 3 appointments. Cancelled: 1 appointment. The patients are mailed.”"""
    counts = [
        ("Moved", len(outcome.moved)),
        ("Cancelled", len(outcome.cancelled)),
        ("Left outside the hours", len(outcome.left)),
    ]
    told = [f"{what}: {n} appointment{'s' * (n > 1)}." for what, n in counts if n]
    if outcome.moved or outcome.cancelled:
        told.append("The patients are mailed.")
    return " ".join(told)
