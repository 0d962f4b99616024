"""`check_integrity` names letters that break a rule, and visits under them."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model

from accounts.factories import ExpertiseFactory, PatientFactory, ProfessionFactory, ProviderFactory
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from centres.factories import AffiliationFactory, open_affiliation
from centres.validators import SLOT
from records.factories import make_entry
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


def booked_under(letter: Referral) -> Appointment:
    return make_appointment(
        patient=letter.patient,
        affiliation=open_affiliation(provider=letter.specialist),
        starts_at=letter.sent_at + timedelta(days=7),
        referral=letter,
    )


def a_letter() -> Referral:
    """From a visit that has its entry."""
    letter = make_referral(sent_at=SOME_SLOT)
    make_entry(letter.appointment)
    return letter


def a_letter_of_a_visit_that_was_missed() -> str:
    letter = make_referral()
    Appointment.objects.update(status=Appointment.Status.NO_SHOW)
    return f"{label(letter)}: was written about a visit that was cancelled or missed"


def a_letter_withdrawn_before_it_was_sent() -> str:
    letter = make_referral(sent_at=SOME_SLOT)
    change(letter, withdrawn_at=SOME_SLOT - SLOT)
    return f"{label(letter)}: was withdrawn before it was sent"


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


def test_a_letter_that_is_used_has_no_faults() -> None:
    booked_under(a_letter())

    assert check() == []


@pytest.mark.parametrize(
    "plant",
    [
        a_letter_of_a_visit_that_was_missed,
        a_letter_withdrawn_before_it_was_sent,
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
    letter = make_referral(specialist=provider, sent_at=visit.created_at + timedelta(days=1))
    make_entry(letter.appointment)

    assert check() == []
