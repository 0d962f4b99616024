"""Loading the demo: at any time, into an empty database only."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.factories import PatientFactory
from accounts.models import User
from appointments.models import Appointment
from centres.models import Centre
from medisoft.demo import DEMO_PASSWORD, LOGINS, NotADemo, load
from medisoft.demo.people import PATIENT, PROVIDER

pytestmark = pytest.mark.django_db

Status = Appointment.Status


def load_at(now: datetime) -> bool:
    return load(now=now, hash_workers=1)


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


@pytest.mark.parametrize("imported_email", [None, "jack@gmail.com"])
def test_a_database_with_other_accounts_is_left_alone(imported_email: str | None) -> None:
    """An import of the client's files alone has made accounts that the fixtures have, too."""
    PatientFactory.create(user__imported_email=imported_email)
    with pytest.raises(NotADemo):
        load_at(timezone.now())

    assert User.objects.count() == 1
    assert not Centre.objects.exists()


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
