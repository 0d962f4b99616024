"""`check_integrity` names every row that breaks a rule, and nothing else."""

from collections.abc import Callable
from datetime import time
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import models

from accounts.factories import (
    ExpertiseFactory,
    PatientFactory,
    ProfessionFactory,
    ProviderFactory,
    UserFactory,
    staff_user,
)
from accounts.models import User
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from centres.factories import AffiliationFactory, CentreFactory, open_affiliation, work_week
from centres.models import Membership, SearchDocument, TimeOff
from centres.validators import SLOT
from records.factories import make_entry

pytestmark = pytest.mark.django_db


def check() -> list[str]:
    """The lines that the command prints, without the summary."""
    lines = StringIO()
    try:
        call_command("check_integrity", stdout=lines)
    except CommandError:
        return lines.getvalue().splitlines()
    return lines.getvalue().splitlines()[:-1]


def test_sound_data_has_no_faults_and_the_command_says_so() -> None:
    for status in set(Appointment.Status) - {Appointment.Status.COMPLETED}:
        make_appointment(status=status, slots=2)
    make_entry(make_appointment())
    lines = StringIO()

    call_command("check_integrity", stdout=lines)

    assert lines.getvalue().endswith("no faults.\n")
    assert len(lines.getvalue().splitlines()) == 1


def test_a_fault_makes_the_command_fail_with_their_number() -> None:
    make_appointment().slots.all().delete()

    with pytest.raises(CommandError, match=r"faults found: 1\.") as failure:
        call_command("check_integrity", stdout=StringIO())

    assert failure.value.returncode == 1


def test_a_fault_tells_the_id_and_nothing_that_somebody_wrote() -> None:
    patient = PatientFactory.create(user__full_name="Marker", user__phone="Marker")
    appointment = make_appointment(patient=patient, reason="Marker")
    appointment.slots.all().delete()

    faults = check()

    assert any(str(appointment.pk) in fault for fault in faults)
    assert any(f"accounts.User {patient.user.pk}: phone" in fault for fault in faults)
    assert "Marker" not in "".join(faults)


def another_role() -> str:
    patient = PatientFactory.create()
    User.objects.filter(pk=patient.user.pk).update(role=User.Role.STAFF)
    return f"accounts.Patient {patient.pk}: its account has another role than patient"


def a_provider_of_another_role() -> str:
    provider = ProviderFactory.create()
    User.objects.filter(pk=provider.user.pk).update(role=User.Role.STAFF)
    return f"accounts.Provider {provider.pk}: its account has another role than provider"


def an_account_without_its_patient() -> str:
    user = UserFactory.create(role=User.Role.PATIENT)
    return f"accounts.User {user.pk}: has the role patient and is no patient"


def an_account_without_its_provider() -> str:
    user = UserFactory.create(role=User.Role.PROVIDER)
    return f"accounts.User {user.pk}: has the role provider and is no provider"


def a_specialist_without_expertise() -> str:
    profession = ProfessionFactory.create(name="Surgeon", by_referral_only=True)
    provider = ProviderFactory.create(profession=profession, expertise=None)
    return f"accounts.Provider {provider.pk}: is booked by referral only and has no expertise"


def a_strange_address() -> str:
    user = PatientFactory.create().user
    address = EmailAddress.objects.create(user=user, email="x@example.com", verified=True)
    return f"account.EmailAddress {address.pk}: is verified and is not the address of its account"


def several_addresses() -> str:
    user = PatientFactory.create().user
    for email in (user.email, "x@example.com"):
        EmailAddress.objects.create(user=user, email=email, verified=True)
    return f"accounts.User {user.pk}: has several verified addresses"


def a_wrong_medicare_number() -> str:
    patient = PatientFactory.create(medicare_number="2123456711")
    return f"accounts.Patient {patient.pk}: medicare_number is not valid"


def a_zone_of_quarter_hours() -> str:
    centre = CentreFactory.create(timezone="Asia/Kathmandu")
    return f"centres.Centre {centre.pk}: timezone is not valid"


def an_unknown_kind() -> str:
    centre = CentreFactory.create(kind="spa")
    return f"centres.Centre {centre.pk}: kind is not valid"


def hours_that_overlap() -> str:
    here = open_affiliation()
    there = AffiliationFactory.create(provider=here.provider, centre__timezone="Australia/Perth")
    work_week(there, opens=time(13), closes=time(15), weekdays=range(1))
    mine, theirs = here.working_hours.get(weekday=0), there.working_hours.get()
    return f"centres.WorkingHours {theirs.pk}: overlaps with {mine.pk} of the same provider"


def an_index_out_of_step() -> str:
    centre = CentreFactory.create()
    SearchDocument.objects.filter(centre=centre).delete()
    return f"centre {centre.pk}"


def a_keeper_who_is_no_staff() -> str:
    kept = Membership.objects.create(user=staff_user(), centre=CentreFactory.create())
    User.objects.update(role=User.Role.PATIENT)
    return f"{label(kept)}: its account has another role than staff"


def a_closing_with_a_control_character() -> str:
    closed = TimeOff.objects.create(
        centre=CentreFactory.create(),
        starts_at=SOME_SLOT,
        ends_at=SOME_SLOT + SLOT,
        reason="Flood\x07",
    )
    return f"{label(closed)}: reason is not valid"


def an_email_that_is_none() -> str:
    user = UserFactory.create(role=User.Role.STAFF, email="nobody")
    return f"{label(user)}: email is not valid"


def a_profession_with_a_control_character() -> str:
    return f"{label(ProfessionFactory.create(name='GP' + chr(7)))}: name is not valid"


def an_expertise_with_a_control_character() -> str:
    return f"{label(ExpertiseFactory.create(name='Heart' + chr(7)))}: name is not valid"


def label(row: models.Model) -> str:
    return f"{row._meta.label} {row.pk}"


@pytest.mark.parametrize(
    "plant",
    [
        another_role,
        a_provider_of_another_role,
        an_account_without_its_patient,
        an_account_without_its_provider,
        a_specialist_without_expertise,
        a_strange_address,
        several_addresses,
        a_wrong_medicare_number,
        a_zone_of_quarter_hours,
        an_unknown_kind,
        hours_that_overlap,
        an_index_out_of_step,
        a_keeper_who_is_no_staff,
        a_closing_with_a_control_character,
        an_email_that_is_none,
        a_profession_with_a_control_character,
        an_expertise_with_a_control_character,
    ],
)
def test_a_planted_fault_is_named(plant: Callable[[], str]) -> None:
    expected = plant()

    faults = check()

    assert any(expected in fault for fault in faults), faults
