"""`check_integrity` names histories, letters and lines of the log that break a rule."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model

from accounts.factories import (
    PatientFactory,
    ProviderFactory,
    staff_user,
    superuser,
)
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from appointments.services import cancel, reschedule
from appointments.tests.booking import NOW, TEN, book_at
from centres.factories import open_affiliation
from centres.validators import SLOT
from records.desk import find
from records.factories import make_entry
from records.models import AccessEvent, HistoryEntry
from records.services import open_history
from records.tests.tampering import change

pytestmark = pytest.mark.django_db

Action = AccessEvent.Action


def check() -> list[str]:
    """The lines that the command prints, without the summary."""
    lines = StringIO()
    try:
        call_command("check_integrity", stdout=lines)
    except CommandError:
        return lines.getvalue().splitlines()
    return lines.getvalue().splitlines()[:-1]


def label(row: Model) -> str:
    return f"{row._meta.label} {row.pk}"


def a_history() -> HistoryEntry:
    appointment = make_appointment()
    first = make_entry(appointment)
    return make_entry(appointment, amends=first)


def test_a_history_that_was_opened_has_no_faults() -> None:
    entry = a_history()
    open_history(patient=entry.patient, by=entry.author.user, now=SOME_SLOT)
    open_history(patient=entry.patient, by=entry.patient.user, now=SOME_SLOT)

    assert check() == []


def test_what_the_desk_does_for_a_patient_has_no_faults() -> None:
    patient, place, desk = PatientFactory.create(), open_affiliation(), superuser()
    visit = book_at(patient, place, TEN, by=desk)
    reschedule(appointment=visit, starts=[TEN + SLOT], by=desk, now=NOW)
    cancel(appointment=visit, by=desk, now=NOW)
    find(patient.user.email, by=staff_user(), now=NOW)

    assert AccessEvent.objects.count() == 4
    assert check() == []


def an_entry_about_another_patient() -> str:
    entry = a_history()
    change(entry, patient=PatientFactory.create())
    return f"{label(entry)}: its patient is not that of its appointment"


def an_entry_of_another_author() -> str:
    entry = a_history()
    change(entry, author=ProviderFactory.create())
    return f"{label(entry)}: its author is not the provider of its appointment"


def an_amendment_of_another_author() -> str:
    entry = a_history()
    change(entry, author=ProviderFactory.create())
    return f"{label(entry)}: amends an entry that it may not amend"


def an_amendment_of_a_later_entry() -> str:
    entry = a_history()
    change(entry, number=3)
    assert entry.amends
    change(entry.amends, number=4)
    return f"{label(entry)}: amends an entry that it may not amend"


def an_entry_of_a_visit_that_is_only_booked() -> str:
    entry = a_history()
    Appointment.objects.update(status=Appointment.Status.BOOKED)
    return f"{label(entry.appointment)}: has an entry and is not completed"


def an_entry_with_a_control_character() -> str:
    entry = a_history()
    change(entry, text="A cough\x07")
    return f"{label(entry)}: text is not valid"


def a_line_of_the_log_with_an_appointment_of_others() -> str:
    a_history()
    event = AccessEvent.objects.filter(allowed=True).latest("pk")
    change(event, appointment=make_appointment(starts_at=SOME_SLOT + SLOT))
    return f"{label(event)}: its appointment is not one of its patient"


def a_line_of_the_log_with_the_appointment_of_another_provider() -> str:
    entry = a_history()
    event = AccessEvent.objects.filter(allowed=True).latest("pk")
    other = make_appointment(patient=entry.patient, starts_at=SOME_SLOT + SLOT)
    change(event, appointment=other)
    return f"{label(event)}: its appointment is not one of its actor"


def a_refusal_with_an_appointment() -> str:
    visit = make_appointment()
    event = an_event(visit, action=Action.OPENED, allowed=False)
    return f"{label(event)}: a refusal has an appointment"


def a_booking_at_the_desk_by_a_provider() -> str:
    visit = make_appointment()
    event = an_event(visit, action=Action.BOOKED)
    return f"{label(event)}: was done at the desk by somebody else"


def a_booking_at_the_desk_of_nothing() -> str:
    event = an_event(make_appointment(), action=Action.BOOKED, appointment=None)
    return f"{label(event)}: tells of an appointment and names none"


def an_event(visit: Appointment, **fields: Any) -> AccessEvent:
    usual = {"patient": visit.patient, "actor": visit.provider.user, "appointment": visit}
    return AccessEvent.objects.create(**usual | {"at": SOME_SLOT, "allowed": True} | fields)


def a_visit_that_is_completed_without_an_entry() -> str:
    visit = make_appointment(status=Appointment.Status.COMPLETED)
    return f"{label(visit)}: is completed and has no entry"


def a_number_left_out() -> str:
    entry = a_history()
    change(entry, number=3)
    return f"{label(entry)}: its number is not its place in the history"


def an_opening_without_an_appointment() -> str:
    event = AccessEvent.objects.create(
        patient=PatientFactory.create(),
        actor=ProviderFactory.create().user,
        action=AccessEvent.Action.OPENED,
        at=SOME_SLOT,
        allowed=True,
    )
    return f"{label(event)}: somebody else than the patient was let in without an appointment"


def a_trigger_that_is_gone() -> str:
    table = HistoryEntry._meta.db_table
    place = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_no_update{place}")
    return f"records.HistoryEntry: the trigger {table}_no_update is missing"


@pytest.mark.parametrize(
    "plant",
    [
        an_entry_about_another_patient,
        an_entry_of_another_author,
        an_amendment_of_another_author,
        an_amendment_of_a_later_entry,
        an_entry_of_a_visit_that_is_only_booked,
        an_entry_with_a_control_character,
        a_line_of_the_log_with_an_appointment_of_others,
        a_line_of_the_log_with_the_appointment_of_another_provider,
        a_refusal_with_an_appointment,
        a_booking_at_the_desk_by_a_provider,
        a_booking_at_the_desk_of_nothing,
        a_visit_that_is_completed_without_an_entry,
        a_number_left_out,
        an_opening_without_an_appointment,
        a_trigger_that_is_gone,
    ],
)
def test_a_planted_fault_is_named(plant: Callable[[], str]) -> None:
    expected = plant()

    faults = check()

    assert any(fault.startswith(expected) for fault in faults), faults
