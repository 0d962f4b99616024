"""What must hold of the stored histories and of the log. Whether an entry is as it was written is
asked by `verify_history`."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from accounts import final
from accounts.integrity import Check, constraints, each, values
from accounts.models import User
from appointments.models import Appointment
from records.desk import ACTIONS
from records.models import AccessEvent, HistoryEntry, Prescription

Action = AccessEvent.Action
OF_THE_DESK = [*ACTIONS.values(), Action.FOUND, Action.MADE_ACCOUNT]


def _entries_of_another_appointment() -> Iterator[str]:
    entries = HistoryEntry.objects.all()
    yield from each(
        entries.exclude(patient=F("appointment__patient")),
        "its patient is not that of its appointment",
    )
    yield from each(
        entries.exclude(author=F("appointment__provider")),
        "its author is not the provider of its appointment",
    )


def _completed_exactly_with_an_entry() -> Iterator[str]:
    entries = Exists(HistoryEntry.objects.filter(appointment=OuterRef("pk")))
    completed = Q(status=Appointment.Status.COMPLETED)
    visits = Appointment.objects.all()
    yield from each(visits.filter(entries).exclude(completed), "has an entry and is not completed")
    yield from each(visits.filter(completed).exclude(entries), "is completed and has no entry")


def _numbers() -> Iterator[str]:
    """A patient's entries are numbered 1, 2, 3… in the order in which they were written."""
    nth = Window(RowNumber(), partition_by="patient", order_by="number")
    rows = HistoryEntry.objects.alias(nth=nth).exclude(number=F("nth"))
    return each(rows, "its number is not its place in the history")


def _amendments() -> Iterator[str]:
    """An entry amends an earlier one of its own author and patient."""
    wrong = (
        ~Q(amends__patient=F("patient"))
        | ~Q(amends__author=F("author"))
        | Q(amends__number__gte=F("number"))
    )
    rows = HistoryEntry.objects.filter(wrong, amends__isnull=False)
    return each(rows, "amends an entry that it may not amend")


def _events() -> Iterator[str]:
    """A provider is let in by an appointment of their own with the patient; staff are let in by
    none, and what they do they do to appointments of the patient."""
    events = AccessEvent.objects.all()
    yield from each(
        events.exclude(appointment__patient=F("patient")).exclude(appointment=None),
        "its appointment is not one of its patient",
    )
    by_providers = events.exclude(action__in=OF_THE_DESK).exclude(appointment=None)
    yield from each(
        by_providers.exclude(appointment__provider__user=F("actor")),
        "its appointment is not one of its actor",
    )
    let_in = events.filter(allowed=True, action__in=[Action.OPENED, Action.WROTE])
    yield from each(
        let_in.filter(appointment=None).exclude(actor__patient=F("patient")),
        "somebody else than the patient was let in without an appointment",
    )
    yield from each(
        events.filter(allowed=False).exclude(appointment=None), "a refusal has an appointment"
    )


def _events_of_the_desk() -> Iterator[str]:
    desk = AccessEvent.objects.filter(action__in=OF_THE_DESK)
    yield from each(
        desk.exclude(actor__role=User.Role.STAFF), "was done at the desk by somebody else"
    )
    done = desk.filter(action__in=ACTIONS.values(), appointment=None)
    yield from each(done, "tells of an appointment and names none")


CHECKS: list[Check] = [
    partial(constraints, "records"),
    partial(values, HistoryEntry, "text"),
    partial(values, Prescription, "medication", "dose", "directions"),
    _entries_of_another_appointment,
    _completed_exactly_with_an_entry,
    _numbers,
    _amendments,
    _events,
    _events_of_the_desk,
    final.missing,
]
