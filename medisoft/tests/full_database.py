"""A row or more in every table, with values that are easily lost on the way."""

from datetime import UTC, datetime, time, timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command

from accounts import final
from accounts.factories import PatientFactory, superuser, with_login
from accounts.models import Patient, User
from appointments import services
from appointments.factories import SOME_SLOT
from appointments.models import Appointment
from centres.factories import CentreFactory, open_affiliation
from centres.models import (
    Affiliation,
    CentreRating,
    ExtraHours,
    Membership,
    ProviderRating,
    SearchWord,
    TimeOff,
    WorkingHours,
)
from centres.validators import SLOT
from records.factories import make_entry
from referrals.factories import gp, make_referral
from referrals.services import notify

ODD_TEXT = "Zoë Nguyễn-Ólafsdóttir 😀 “x” \\ {0}%s, e\N{COMBINING ACUTE ACCENT}"
ODD_NAME = f"{ODD_TEXT}\u2028\t  \x7f"  # which no form takes
TO_THE_MICROSECOND = datetime(2026, 4, 4, 15, 59, 59, 999_999, tzinfo=UTC)
GREATEST = 2**63 - 1  # of a BigIntegerField


def lose_everything() -> None:
    """Empty every table."""
    with final.lifted():
        call_command("flush", interactive=False, verbosity=0)


def fill() -> Appointment:
    """Rows of every kind; gives a visit with a history."""
    place = gp(centre=CentreFactory.create(name="Ōtautahi Clinic"))
    patient = PatientFactory.create(user__full_name=ODD_NAME, medicare_number="2123456701")
    visit = _visits(place, patient)
    _account(patient.user)
    _centre(place, patient)
    return visit


def _visits(place: Affiliation, patient: Patient) -> Appointment:
    """One that was moved and has a history, with a letter and what was booked under it."""
    now = SOME_SLOT - timedelta(days=1)
    visit = services.book(
        patient=patient,
        affiliation=place,
        starts=[SOME_SLOT, SOME_SLOT + SLOT],
        reason=f"{ODD_TEXT}\nand a second line",
        by=patient.user,
        now=now,
    )
    services.reschedule(appointment=visit, starts=[SOME_SLOT + SLOT], by=patient.user, now=now)
    visit.refresh_from_db()
    dose = {"medication": "Amoxicillin", "dose": "½ tablet", "directions": ODD_TEXT, "repeats": 11}
    first = make_entry(visit, text=ODD_TEXT, medication=[dose], now=TO_THE_MICROSECOND)
    make_entry(visit, amends=first)
    letter = make_referral(appointment=visit, letter=ODD_NAME)
    notify(referral=letter, by=letter.referrer.user, now=now)
    services.book(
        patient=patient,
        affiliation=open_affiliation(provider=letter.specialist),
        starts=[SOME_SLOT + timedelta(days=7)],
        reason="",
        by=patient.user,
        now=now,
        referral=letter,
    )
    return visit


def _account(user: User) -> None:
    """All that an account may have, and a line of the admin's log."""
    with_login(user)
    address = EmailAddress.objects.get(user=user)
    EmailConfirmation.objects.create(email_address=address, key="key", sent=TO_THE_MICROSECOND)
    Authenticator.objects.create(
        user=user, type="totp", data={"z": [1, 2.5, None, True], "a": {"ключ": "“ ”\u2028"}}
    )
    group = Group.objects.create(name="Nobody needs one")
    group.permissions.add(Permission.objects.earliest("pk"))
    user.groups.add(group)
    user.user_permissions.add(Permission.objects.earliest("pk"))
    user.last_login = TO_THE_MICROSECOND
    user.save()
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=TO_THE_MICROSECOND)
    kept = ContentType.objects.get_for_model(Patient)
    LogEntry.objects.create(
        user=superuser(), content_type=kept, object_id=ODD_NAME, action_flag=CHANGE
    )


def _centre(place: Affiliation, patient: Patient) -> None:
    """All that a centre may have."""
    Membership.objects.create(user=superuser(), centre=place.centre)
    times = {"starts_at": TO_THE_MICROSECOND, "ends_at": TO_THE_MICROSECOND + SLOT}
    TimeOff.objects.create(centre=place.centre, reason="Públic holiday", **times)
    ExtraHours.objects.create(affiliation=place, **times)
    WorkingHours.objects.create(affiliation=place, weekday=6, opens=time(23, 30), closes=time(0))
    rated = {"patient": patient, "stars": 5, "rated_at": TO_THE_MICROSECOND}
    ProviderRating.objects.create(provider=place.provider, **rated)
    CentreRating.objects.create(centre=place.centre, **rated)
    SearchWord.objects.create(word="größe", checksum=GREATEST)
    SearchWord.objects.create(word="Ω", checksum=-GREATEST - 1)
    SearchWord.objects.create(word="Zeta", checksum=0)  # before all lower case, by its bytes
