"""Workers that die while they send notices of letters: none is lost, none sent a third time."""

import multiprocessing
import signal
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail
from accounts.tests.smtp import MailServer, mail_server
from appointments.tests import racing
from medisoft.management.commands.worker import ABANDONED_AFTER
from medisoft.tests.processes import LONGEST_WAIT, wait_until
from records.tests.consulting import NOW
from referrals.factories import make_referral
from referrals.models import Notice
from referrals.services import notify

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

KILLS = 50
NOTICES = 60


def queue_notices() -> None:
    first = make_referral()
    for _ in range(NOTICES):
        notify(referral=first, by=first.referrer.user, now=NOW)


def work(database: str, port: int, *options: str) -> None:
    """The worker, in a process that has read the code already: fifty starts would take minutes."""
    connection.settings_dict["NAME"] = database
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    call_command("worker", *options)


def start_worker(server: MailServer, *options: str) -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([racing.__name__])
    database = str(connection.settings_dict["NAME"])
    arguments = (database, server.server_address[1], *options)
    worker = context.Process(target=work, args=arguments)
    worker.start()
    return worker


def kill_one_that_sends(server: MailServer) -> None:
    """Start a worker and kill it once the mail server has taken a mail and not yet said so."""
    taken = len(server.message_ids)
    worker = start_worker(server)
    wait_until(lambda: len(server.message_ids) > taken)
    worker.kill()
    worker.join(LONGEST_WAIT)
    assert worker.exitcode == -signal.SIGKILL


def let_time_pass() -> None:
    """As if a task whose worker was killed had begun too long ago for a worker that lives."""
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(
        started_at=timezone.now() - ABANDONED_AFTER - timedelta(seconds=1)
    )


def test_fifty_killed_workers_lose_no_notice_and_repeat_each_at_most_once() -> None:
    queue_notices()
    expected = {f"<{pk}@localhost>" for pk in Notice.objects.values_list("pk", flat=True)}

    with mail_server() as server:
        for _ in range(KILLS):
            kill_one_that_sends(server)
        assert DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).count() == KILLS
        let_time_pass()
        server.answers.set()
        last = start_worker(server, "--batch")
        last.join(LONGEST_WAIT)

    assert last.exitcode == 0
    sent = Counter(server.message_ids)
    assert set(sent) == expected
    assert Counter(sent.values()) == {2: KILLS, 1: NOTICES - KILLS}
    assert not Notice.objects.filter(sent_at=None).exists()
    assert not OutgoingMail.objects.exists()
