"""The demo: something for every role to look at, whenever it is loaded."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.factories import PatientFactory
from accounts.models import Expertise, OutgoingMail, Patient, Provider, User
from appointments.models import Appointment
from appointments.rules import check_upcoming
from centres.models import Centre, CentreRating, ProviderRating
from medisoft.demo import DEMO_PASSWORD, LOGINS, NotADemo, load
from medisoft.demo.people import PATIENT, PROVIDER, SPECIALIST
from records.models import AccessEvent, HistoryEntry, Prescription
from referrals.models import Referral

pytestmark = pytest.mark.django_db

Status = Appointment.Status


def load_at(now: datetime) -> bool:
    return load(now=now, hash_workers=1)


def dump() -> str:
    """Every row of what the demo writes."""
    models = [
        *(User, Patient, Provider, Centre, Appointment, ProviderRating, CentreRating),
        *(HistoryEntry, Prescription, AccessEvent, Referral),
    ]
    rows = [row for model in models for row in model._default_manager.order_by("pk")]
    dumped: str = serializers.serialize("json", rows)
    return dumped


def test_the_demo_has_what_a_look_around_needs() -> None:
    load_at(timezone.now())

    counts = [model.objects.count() for model in (Centre, Provider, Patient, Expertise)]
    assert counts == [12, 40, 20, 8]
    assert len({centre.timezone for centre in Centre.objects.all()}) == 3
    assert len({provider.profession_id for provider in Provider.objects.all()}) == 6
    assert ProviderRating.objects.exists()
    assert CentreRating.objects.exists()
    # These addresses came with the client's files.
    assert not Appointment.objects.filter(patient__user__email__endswith="@gmail.com").exists()


def test_the_demo_mails_nobody() -> None:
    load_at(timezone.now())

    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_everybody_can_still_book() -> None:
    now = timezone.now()
    load_at(now)

    for patient in Patient.objects.all():
        check_upcoming(patient, now)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 24, 0, 0, tzinfo=UTC),  # Tuesday, 11:00 in Sydney
        datetime(2026, 11, 28, 2, 0, tzinfo=UTC),  # Saturday
        datetime(2026, 12, 31, 12, 59, tzinfo=UTC),  # a minute before Sydney's new year
    ],
    ids=["weekday", "weekend", "night"],
)
def test_appointments_lie_around_the_present(now: datetime) -> None:
    load_at(now)

    own = Appointment.objects.filter(patient__user__email=PATIENT.email)
    jacks = Appointment.objects.filter(provider__user__email=PROVIDER.email)
    assert own.filter(status=Status.BOOKED, starts_at__gt=now).count() == 2
    assert own.filter(status=Status.CANCELLED).count() == 1
    assert own.filter(status=Status.COMPLETED, ends_at__lte=now).count() >= 4
    assert jacks.filter(status=Status.BOOKED, starts_at__gt=now).count() >= 30
    assert jacks.filter(status=Status.COMPLETED).count() >= 30
    assert not Appointment.objects.filter(status=Status.COMPLETED, ends_at__gt=now).exists()


def test_every_visit_that_took_place_has_its_entry() -> None:
    load_at(timezone.now())

    own = HistoryEntry.objects.filter(patient__user__email=PATIENT.email)
    assert not Appointment.objects.completed().filter(entries=None).exists()
    assert own.filter(amended_by__isnull=False).exists()
    assert Prescription.objects.filter(entry__in=own).exists()
    log = AccessEvent.objects.filter(patient__user__email=PATIENT.email)
    assert set(log.values_list("allowed", flat=True)) == {True, False}


def test_the_patient_has_a_letter_to_book_and_the_specialist_some_that_are_booked() -> None:
    now = timezone.now()
    load_at(now)

    letters = Referral.objects.filter(specialist__user__email=SPECIALIST.email).with_visits()
    states = [letter.state_at(now) for letter in letters]
    own = letters.get(patient__user__email=PATIENT.email)
    assert own.state_at(now) == Referral.State.SENT
    assert states.count(Referral.State.BOOKED) >= 2
    assert all(letter.notices.get().sent_at for letter in letters)


def test_a_second_time_changes_nothing() -> None:
    load_at(timezone.now())
    before = dump()

    assert not load_at(timezone.now())

    assert dump() == before


def test_each_log_in_that_is_printed_works() -> None:
    load_at(timezone.now())

    for login in LOGINS:
        client = Client()
        client.post(reverse("account_login"), {"login": login.email, "password": DEMO_PASSWORD})
        assert client.session["_auth_user_id"] == str(User.objects.get(email=login.email).pk)


@pytest.mark.parametrize("imported_email", [None, "jack@gmail.com"])
def test_a_database_with_other_accounts_is_left_alone(imported_email: str | None) -> None:
    """An import of the client's files alone has made accounts that the fixtures have, too."""
    PatientFactory.create(user__imported_email=imported_email)
    before = dump()

    with pytest.raises(NotADemo):
        load_at(timezone.now())

    assert dump() == before


def test_the_command_prints_the_log_ins_and_says_so_when_it_was_run_before() -> None:
    first, second = StringIO(), StringIO()

    call_command("demo", workers=1, stdout=first)
    call_command("demo", workers=1, stdout=second)

    assert all(login.email in first.getvalue() for login in LOGINS)
    assert DEMO_PASSWORD in first.getvalue()
    assert "The demo is loaded already." in second.getvalue()


def test_the_command_refuses_in_a_sentence() -> None:
    PatientFactory.create()

    with pytest.raises(CommandError, match="other accounts than the demo's"):
        call_command("demo", workers=1)
