"""What must hold of the stored histories and of the log. Whether an entry is as it was written is
asked by `verify_history`."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, F, OuterRef, Q

from accounts import final
from accounts.integrity import Check, constraints, each, values
from appointments.models import Appointment
from records.models import AccessEvent, HistoryEntry, Prescription

Action = AccessEvent.Action


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


def _appointments_with_an_entry_and_not_completed() -> Iterator[str]:
    entries = HistoryEntry.objects.filter(appointment=OuterRef("pk"))
    rows = Appointment.objects.exclude(status=Appointment.Status.COMPLETED)
    return each(rows.filter(Exists(entries)), "has an entry and is not completed")


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
    """A provider is let in by an appointment of their own with the patient."""
    events = AccessEvent.objects.all()
    other = ~Q(appointment__patient=F("patient")) | ~Q(appointment__provider__user=F("actor"))
    yield from each(
        events.filter(other, appointment__isnull=False),
        "its appointment is not one of its actor with its patient",
    )
    let_in = events.filter(allowed=True, action__in=[Action.OPENED, Action.WROTE])
    yield from each(
        let_in.filter(appointment=None).exclude(actor=F("patient__user")),
        "somebody else than the patient was let in without an appointment",
    )


CHECKS: list[Check] = [
    partial(constraints, "records"),
    partial(values, HistoryEntry, "text"),
    partial(values, Prescription, "medication", "dose", "directions"),
    _entries_of_another_appointment,
    _appointments_with_an_entry_and_not_completed,
    _amendments,
    _events,
    final.missing,
]
