"""Reminders that are killed half-way, and two that run at once."""

import signal
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at
from centres.factories import open_affiliation
from medisoft.tests.processes import LONGEST_WAIT, manage, wait_until

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

PATIENTS = 120


@pytest.fixture
def emails() -> list[str]:
    """Of patients who all have an appointment tomorrow."""
    found = []
    for _ in range(PATIENTS // 12):
        place = open_affiliation()
        tomorrow = timezone.now().astimezone(place.centre.zone).date() + timedelta(days=1)
        for hour in range(8, 20):
            visit = make_appointment(affiliation=place, starts_at=at(place, hour, day=tomorrow))
            found.append(visit.patient.user.email)
    return sorted(found)


def mailed() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("to", flat=True))


def test_who_was_not_reminded_when_it_was_killed_is_reminded_by_the_next_run(
    emails: list[str], process_environment: dict[str, str]
) -> None:
    with manage("send_reminders", environment=process_environment) as first:
        wait_until(lambda: OutgoingMail.objects.count() >= 10)
        first.kill()
        first.wait(LONGEST_WAIT)
    halfway = mailed()
    marked = Appointment.objects.exclude(reminded_for=None).count()

    with manage("send_reminders", environment=process_environment) as second:
        assert second.wait(LONGEST_WAIT) == 0

    assert first.returncode == -signal.SIGKILL
    assert 10 <= len(halfway) == marked < PATIENTS
    assert mailed() == emails


def test_two_at_once_remind_each_patient_once(
    emails: list[str], process_environment: dict[str, str]
) -> None:
    with ExitStack() as running:
        both = [
            running.enter_context(manage("send_reminders", environment=process_environment))
            for _ in range(2)
        ]
        assert [process.wait(LONGEST_WAIT) for process in both] == [0, 0]

    assert mailed() == emails
