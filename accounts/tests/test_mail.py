"""Mail: with its transaction or not at all, tried again for a day, known when repeated."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives as Mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts import mail
from accounts.models import OutgoingMail
from accounts.tests.smtp import mail_server
from medisoft.tests.processes import LONGEST_WAIT, manage, wait_until

RunTasks = Callable[[], None]


class DeadServer(BaseEmailBackend):
    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError


@pytest.fixture
def dead_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "accounts.tests.test_mail.DeadServer"


def queue() -> OutgoingMail:
    return mail.queue(to="tony@example.com", subject="Booked", text="Today", html="<p>Today</p>")


def next_try() -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.get(status=TaskResultStatus.READY)


def make_due() -> None:
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())


def test_a_queued_mail_is_sent_by_its_task_and_then_forgotten(
    db: None, run_tasks: RunTasks, mailoutbox: list[Mail]
) -> None:
    queued = queue()
    assert mailoutbox == []

    run_tasks()

    (sent,) = mailoutbox
    assert sent.to == ["tony@example.com"]
    assert (sent.subject, sent.body) == ("Booked", "Today")
    assert sent.alternatives[0][0] == "<p>Today</p>"
    assert sent.extra_headers["Message-ID"] == f"<{queued.pk}@localhost>"
    assert not OutgoingMail.objects.exists()


def test_a_rollback_takes_the_mail_and_its_task_along(db: None) -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_the_queue_holds_no_address_and_no_words(db: None) -> None:
    queued = queue()

    assert next_try().args_kwargs == {"args": [str(queued.pk)], "kwargs": {}}


def test_each_try_waits_longer_than_the_one_before(
    db: None, run_tasks: RunTasks, dead_server: None
) -> None:
    queue()
    waits = []
    for _ in range(5):
        run_tasks()
        waits.append(next_try().run_after - next_try().enqueued_at)
        make_due()

    assert [round(wait / timedelta(minutes=1)) for wait in waits] == [1, 2, 5, 10, 30]


def test_a_mail_goes_out_once_the_server_is_back(
    db: None, run_tasks: RunTasks, settings: Settings, mailoutbox: list[Mail]
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "accounts.tests.test_mail.DeadServer"
    queued = queue()
    run_tasks()
    settings.EMAIL_BACKEND = working
    make_due()

    run_tasks()

    (sent,) = mailoutbox
    assert sent.extra_headers["Message-ID"] == f"<{queued.pk}@localhost>"


def test_a_mail_to_an_address_that_cannot_be_written_is_given_up_at_once(
    db: None, run_tasks: RunTasks, caplog: pytest.LogCaptureFixture
) -> None:
    queued = mail.queue(to=f"a@{'ü' * 60}.com", subject="Booked", text="Today")

    run_tasks()

    assert not OutgoingMail.objects.exists()
    assert f"gave up on mail {queued.pk}" in caplog.text


def test_a_mail_is_given_up_after_a_day_and_the_log_names_only_its_id(
    db: None, run_tasks: RunTasks, dead_server: None, caplog: pytest.LogCaptureFixture
) -> None:
    queued = queue()
    tries = 0
    while OutgoingMail.objects.exists():
        tries += 1
        run_tasks()
        make_due()

    assert tries == len(mail.RETRY_MINUTES) + 1
    assert timedelta(hours=23) < timedelta(minutes=sum(mail.RETRY_MINUTES)) <= timedelta(hours=24)
    assert str(queued.pk) in caplog.text
    assert "tony@example.com" not in caplog.text


@pytest.mark.races
def test_a_mail_whose_worker_was_killed_is_repeated_under_the_same_message_id(
    process_environment: dict[str, str],
) -> None:
    with mail_server() as server:
        environment = {**process_environment, "EMAIL_URL": server.url}
        queued = queue()
        with manage("worker", environment=environment) as worker:
            wait_until(lambda: len(server.message_ids) == 1)
            worker.kill()
        server.answers.set()
        DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=4))
        with manage("worker", "--batch", environment=environment) as worker:
            worker.communicate(timeout=LONGEST_WAIT)

    assert server.message_ids == [f"<{queued.pk}@localhost>"] * 2
    assert not OutgoingMail.objects.exists()
