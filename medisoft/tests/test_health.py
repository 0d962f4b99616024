"""What a monitor reads of the queue."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.mail import deliver

pytestmark = pytest.mark.django_db

A_WHILE = timedelta(minutes=7)


def queue_age(client: Client) -> int:
    """In seconds, as the page tells it."""
    [seconds] = re.findall(r"^queue: (\d+) s$", client.get(reverse("healthz")).text, re.M)
    return int(seconds)


def let_wait(status: str = TaskResultStatus.READY) -> None:
    """Let every queued task be one of a while ago."""
    DBTaskResult.objects.update(enqueued_at=timezone.now() - A_WHILE, status=status)


def test_an_empty_queue_is_no_seconds_old(client: Client) -> None:
    assert queue_age(client) == 0


def test_the_oldest_task_that_is_due_tells_the_age(client: Client) -> None:
    deliver.enqueue("x")
    let_wait()
    deliver.enqueue("y")

    assert queue_age(client) in (420, 421, 422)


@pytest.mark.parametrize("status", [TaskResultStatus.RUNNING, TaskResultStatus.SUCCESSFUL])
def test_what_was_begun_waits_no_longer(client: Client, status: str) -> None:
    deliver.enqueue("x")
    let_wait(status)

    assert queue_age(client) == 0


@pytest.mark.parametrize(("minutes", "age"), [(5, 0), (-1, 60)], ids=["later", "since a minute"])
def test_a_task_for_later_waits_from_its_time_on(client: Client, minutes: int, age: int) -> None:
    deliver.using(run_after=timezone.now() + timedelta(minutes=minutes)).enqueue("x")
    let_wait()

    assert queue_age(client) in (age, age + 1, age + 2)
