"""The worker: real processes, killed and stopped in the middle of a task."""

import json
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts import mail
from accounts.mail import deliver
from accounts.models import OutgoingMail
from medisoft.management.commands.worker import put_back, tidy
from medisoft.tests.processes import LONGEST_WAIT, manage, wait_until
from medisoft.tests.tasks import linger

READY, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING
FAILED, SUCCESSFUL = TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL


def status() -> str:
    return DBTaskResult.objects.get().status


@pytest.fixture
def queued(db: None, tmp_path: Path) -> DBTaskResult[Any, Any]:
    linger.enqueue(str(tmp_path))
    return DBTaskResult.objects.get()


def claim_long_ago(queued: DBTaskResult[Any, Any], ago: timedelta) -> None:
    queued.claim("a worker")
    DBTaskResult.objects.update(started_at=timezone.now() - ago)


@pytest.mark.races
def test_a_killed_workers_task_is_done_by_the_next(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    linger.enqueue(str(tmp_path))
    with manage("worker", environment=process_environment) as worker:
        wait_until((tmp_path / "begun").exists)
        worker.kill()
    assert status() == RUNNING
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=4))
    (tmp_path / "go").touch()

    with manage("worker", "--batch", environment=process_environment) as worker:
        output, _ = worker.communicate(timeout=LONGEST_WAIT)

    assert worker.returncode == 0, output
    assert status() == SUCCESSFUL
    assert (tmp_path / "done").read_text() == "done\n"


@pytest.mark.races
def test_a_worker_that_is_told_to_stop_twice_still_ends_its_task_first(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    linger.enqueue(str(tmp_path))
    with manage("worker", environment=process_environment) as worker:
        wait_until((tmp_path / "begun").exists)
        worker.send_signal(signal.SIGTERM)
        worker.send_signal(signal.SIGINT)
        (tmp_path / "go").touch()
        output, _ = worker.communicate(timeout=LONGEST_WAIT)

    assert worker.returncode == 0, output
    assert output == "Worker stopped.\n"
    assert status() == SUCCESSFUL


def test_a_task_that_runs_for_less_than_three_minutes_is_left_to_its_worker(
    queued: DBTaskResult[Any, Any],
) -> None:
    claim_long_ago(queued, timedelta(seconds=170))

    assert put_back(timezone.now()) == 0
    assert status() == RUNNING


def test_a_task_without_a_worker_for_three_minutes_is_ready_again(
    queued: DBTaskResult[Any, Any],
) -> None:
    claim_long_ago(queued, timedelta(seconds=190))

    assert put_back(timezone.now()) == 1
    assert status() == READY


def test_a_task_that_lost_the_database_is_tried_again_for_a_day(
    queued: DBTaskResult[Any, Any],
) -> None:
    queued.set_failed(OperationalError())

    assert put_back(timezone.now() + timedelta(days=2)) == 0
    assert put_back(timezone.now()) == 1
    assert status() == READY


def test_a_task_that_failed_by_its_own_fault_stays_so(queued: DBTaskResult[Any, Any]) -> None:
    queued.set_failed(ValueError())

    assert put_back(timezone.now()) == 0
    assert status() == FAILED


def test_finished_tasks_and_ended_sessions_go_after_a_while(
    queued: DBTaskResult[Any, Any],
) -> None:
    queued.set_successful(None)
    tidy(timezone.now())
    assert status() == SUCCESSFUL
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=8))
    Session.objects.create(session_key="ended", expire_date=timezone.now() - timedelta(hours=1))

    tidy(timezone.now())

    assert not DBTaskResult.objects.exists()
    assert not Session.objects.exists()


def test_a_mail_whose_task_was_lost_goes_after_two_days(db: None) -> None:
    queued = mail.queue(to="tony@example.com", subject="Booked", text="Today")

    tidy(queued.created_at + timedelta(hours=47))
    assert OutgoingMail.objects.exists()
    tidy(queued.created_at + timedelta(hours=49))
    assert not OutgoingMail.objects.exists()


@pytest.mark.races
def test_all_lines_about_a_task_carry_its_id(process_environment: dict[str, str]) -> None:
    deliver.enqueue("Tony Marino")  # no id of a mail: the task fails
    (task,) = DBTaskResult.objects.all()

    environment = {**process_environment, "MEDISOFT_LOG_LEVEL": "INFO"}
    with manage("worker", "--batch", environment=environment) as worker:
        output, _ = worker.communicate(timeout=LONGEST_WAIT)

    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    assert [(line["level"], line["task"]) for line in lines] == [
        ("INFO", str(task.pk)),
        ("ERROR", str(task.pk)),
    ]
    assert lines[1]["faults"][0]["type"] == "django.core.exceptions.ValidationError"
    assert "Marino" not in output
