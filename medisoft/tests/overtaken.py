"""A request that somebody else is a moment ahead of."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections, transaction

from medisoft.tests.processes import wait_until


def overtaken(ask: Callable[[], Any], save: Callable[[], object]) -> Any:
    """What `ask` returns in a thread of its own, when `save` has written something that is
    committed once the thread waits for it."""

    def asked() -> Any:
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            save()
            answer = threads.submit(asked)
            wait_until(lambda: somebody_waits() or answer.done())
        return answer.result()


def somebody_waits() -> bool:
    """Whether another connection waits for what this one holds. SQLite, which has one writer at a
    time, does not say."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])
