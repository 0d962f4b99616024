"""`check_integrity` names histories, letters and lines of the log that break a rule."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model

from accounts.factories import (
    ExpertiseFactory,
    PatientFactory,
    ProfessionFactory,
    ProviderFactory,
)
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from centres.factories import AffiliationFactory, open_affiliation
from centres.validators import SLOT
from records.factories import make_entry
from records.models import AccessEvent, HistoryEntry
from records.services import open_history
from records.tests.tampering import change
from referrals.factories import make_referral
from referrals.models import Referral

pytestmark = pytest.mark.django_db


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


def booked_under(letter: Referral) -> Appointment:
    return make_appointment(
        patient=letter.patient,
        affiliation=open_affiliation(provider=letter.specialist),
        starts_at=letter.sent_at + timedelta(days=7),
        referral=letter,
    )


def test_a_history_and_a_letter_that_is_used_have_no_faults() -> None:
    entry = a_history()
    open_history(patient=entry.patient, by=entry.author.user, now=SOME_SLOT)
    open_history(patient=entry.patient, by=entry.patient.user, now=SOME_SLOT)
    booked_under(make_referral(sent_at=SOME_SLOT))

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
    return f"{label(event)}: its appointment is not one of its actor with its patient"


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


def a_letter_about_another_patient() -> str:
    letter = make_referral()
    change(letter, patient=PatientFactory.create())
    return f"{label(letter)}: its patient is not that of its appointment"


def a_letter_from_another_place() -> str:
    letter = make_referral()
    change(letter, affiliation=AffiliationFactory.create(provider=letter.referrer))
    return f"{label(letter)}: its referrer or their place is not that of its appointment"


def a_letter_of_an_unknown_term() -> str:
    letter = make_referral()
    change(letter, letter="A cough\x07")
    return f"{label(letter)}: letter is not valid"


def a_visit_after_the_term() -> str:
    letter = make_referral(sent_at=SOME_SLOT)
    booked_under(letter)
    Appointment.objects.filter(referral=letter).update(day=SOME_SLOT + timedelta(days=400))
    return f"{label(letter)}: does not cover the visits booked under it"


def a_visit_under_a_letter_that_is_withdrawn() -> str:
    letter = make_referral(sent_at=SOME_SLOT)
    booked_under(letter)
    change(letter, withdrawn_at=SOME_SLOT)
    return f"{label(letter)}: does not cover the visits booked under it"


def a_visit_under_the_letter_of_another_patient() -> str:
    visit = booked_under(make_referral(sent_at=SOME_SLOT))
    Appointment.objects.filter(pk=visit.pk).update(
        referral=make_referral(sent_at=SOME_SLOT, specialist=visit.provider)
    )
    return f"{label(visit)}: its referral is about another patient or to another provider"


def a_visit_that_needs_a_letter_and_has_none() -> str:
    letter = make_referral(sent_at=SOME_SLOT - timedelta(days=30))
    visit = booked_under(letter)
    Appointment.objects.filter(pk=visit.pk).update(referral=None, created_at=SOME_SLOT)
    return f"{label(visit)}: needed a referral and has none"


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
        an_opening_without_an_appointment,
        a_trigger_that_is_gone,
        a_letter_about_another_patient,
        a_letter_from_another_place,
        a_letter_of_an_unknown_term,
        a_visit_after_the_term,
        a_visit_under_a_letter_that_is_withdrawn,
        a_visit_under_the_letter_of_another_patient,
        a_visit_that_needs_a_letter_and_has_none,
    ],
)
def test_a_planted_fault_is_named(plant: Callable[[], str]) -> None:
    expected = plant()

    faults = check()

    assert any(fault.startswith(expected) for fault in faults), faults


def test_a_visit_booked_before_its_profession_needed_a_letter_is_no_fault() -> None:
    profession = ProfessionFactory.create(name="Sonographer")
    provider = ProviderFactory.create(profession=profession, expertise=ExpertiseFactory.create())
    visit = make_appointment(affiliation=open_affiliation(provider=provider))
    profession.by_referral_only = True
    profession.save()
    make_referral(specialist=provider, sent_at=visit.created_at + timedelta(days=1))

    assert check() == []
