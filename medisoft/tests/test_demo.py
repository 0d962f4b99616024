"""The demo: something for every role to look at, whenever it is loaded."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core import serializers
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoDbBlocker

from accounts.models import Expertise, OutgoingMail, Patient, Provider, User
from appointments.models import Appointment
from appointments.rules import may_book_more
from centres.models import Centre, CentreRating, ProviderRating
from medisoft.demo import DEMO_PASSWORD, LOGINS, load
from medisoft.demo.people import PATIENT, SPECIALIST
from records.models import AccessEvent, HistoryEntry, Prescription
from referrals.models import Referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

Status = Appointment.Status


@pytest.fixture(scope="module")
def now(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """When the demo was loaded that these tests look at, all the same one."""
    with django_db_blocker.unblock(), transaction.atomic():
        moment = timezone.now()
        load(now=moment, hash_workers=1)
        yield moment
        transaction.set_rollback(True)


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
    counts = [model.objects.count() for model in (Centre, Provider, Patient, Expertise)]
    assert counts == [12, 40, 20, 8]
    assert len({centre.timezone for centre in Centre.objects.all()}) == 3
    assert len({provider.profession_id for provider in Provider.objects.all()}) == 6
    assert ProviderRating.objects.exists()
    assert CentreRating.objects.exists()
    # These addresses came with the client's files.
    assert not Appointment.objects.filter(patient__user__email__endswith="@gmail.com").exists()


def test_the_demo_mails_nobody() -> None:
    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_everybody_can_still_book(now: datetime) -> None:
    for patient in Patient.objects.all():
        assert may_book_more(patient, now)


def test_every_visit_that_took_place_has_its_entry() -> None:
    own = HistoryEntry.objects.filter(patient__user__email=PATIENT.email)
    assert not Appointment.objects.completed().filter(entries=None).exists()
    assert own.filter(amended_by__isnull=False).exists()
    assert Prescription.objects.filter(entry__in=own).exists()
    log = AccessEvent.objects.filter(patient__user__email=PATIENT.email)
    assert set(log.values_list("allowed", flat=True)) == {True, False}


def test_the_patient_has_a_letter_to_book_and_the_specialist_some_that_are_booked(
    now: datetime,
) -> None:
    letters = Referral.objects.filter(specialist__user__email=SPECIALIST.email).with_visits()
    states = [letter.state_at(now) for letter in letters]
    own = letters.get(patient__user__email=PATIENT.email)
    assert own.state_at(now) == Referral.State.SENT
    assert states.count(Referral.State.BOOKED) >= 2
    assert all(letter.notices.get().sent_at for letter in letters)


def test_a_second_time_changes_nothing() -> None:
    before = dump()

    assert not load(now=timezone.now(), hash_workers=1)

    assert dump() == before


def test_each_log_in_that_is_printed_works() -> None:
    for login in LOGINS:
        client = Client()
        client.post(reverse("account_login"), {"login": login.email, "password": DEMO_PASSWORD})
        assert client.session["_auth_user_id"] == str(User.objects.get(email=login.email).pk)
