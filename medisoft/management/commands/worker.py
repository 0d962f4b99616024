"""Run queued tasks, above all the sending of mail, until told to stop."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

from django.core.cache import caches
from django.core.management import call_command
from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from accounts.management.base import AWAY, SiteCommand
from accounts.models import OutgoingMail
from medisoft.cache import DatabaseCache
from medisoft.logs import about

logger = logging.getLogger(__name__)

# A mail takes seconds, and at most about two minutes with a mail server that hangs at every step.
ABANDONED_AFTER = timedelta(minutes=3)
DATABASE_FAULTS = ["django.db.utils.OperationalError", "django.db.utils.InterfaceError"]
TRIED_AGAIN_FOR = timedelta(days=1)
KEPT_DAYS = 7  # finished tasks, which hold ids only


class CalmWorker(Worker):
    """The library's worker, which a signal stops after the task at hand.

    A second signal changes nothing: the library's own would end the task as FAILED, and a failed
    task is never tried again.
    """

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        self.running = False

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        with about(task=db_task_result.id):
            super().run_task(db_task_result)


def put_back(now: datetime) -> int:
    """Make tasks ready again whose worker was killed, or which failed for want of the database.

    Returns how many. A task that runs for less than ABANDONED_AFTER is left to its worker.
    """
    killed = Q(status=TaskResultStatus.RUNNING, started_at__lt=now - ABANDONED_AFTER)
    without_database = Q(
        status=TaskResultStatus.FAILED,
        exception_class_path__in=DATABASE_FAULTS,
        enqueued_at__gt=now - TRIED_AGAIN_FOR,
    )
    return DBTaskResult.objects.filter(killed | without_database).update(
        status=TaskResultStatus.READY
    )


def tidy(now: datetime) -> None:
    """Delete finished tasks, ended sessions, counters of guesses that have expired, and mails that
    are too old to be of use."""
    OutgoingMail.objects.filter(created_at__lt=now - 2 * TRIED_AGAIN_FOR).delete()
    call_command("prune_db_task_results", queue_name="*", min_age_days=KEPT_DAYS, verbosity=0)
    call_command("clearsessions")
    if isinstance(caches["default"], DatabaseCache):
        caches["default"].delete_expired(now)


@dataclass
class Chore:
    """Something done every so many seconds, and first at once."""

    act: Callable[[], object]
    seconds: float
    due: float = 0

    def act_when_due(self) -> None:
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + self.seconds
            self.act()


class Command(SiteCommand):
    help = """Run queued tasks until SIGTERM or Ctrl-C, which let the task at hand finish.
    Several workers may run at once. Example: manage.py worker"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when nothing is due")
        parser.add_argument(
            "--interval", type=float, default=1, help="seconds between two looks at the queue"
        )

    def handle(self, *, batch: bool, interval: float, **options: object) -> None:
        worker = CalmWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        chores = [
            Chore(lambda: put_back(timezone.now()), 15),
            Chore(lambda: tidy(timezone.now()), 60 * 60),
        ]
        while worker.running:
            try:
                for chore in chores:
                    chore.act_when_due()
                worker.run()
            except AWAY as fault:
                logger.warning("the database does not answer: %s", type(fault).__name__)
                close_old_connections()
            if batch:
                break
            if worker.running:
                time.sleep(interval)
        self.stdout.write("Worker stopped.")
