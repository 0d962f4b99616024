"""The production server, and what it takes: processor time and memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from medisoft.management.commands.run import HOST, SERVER, healthy

LONGEST_START = 60  # seconds
# Those of connections. What cleans up beside them ends, and with it what it has taken.
BACKENDS = """\
SELECT pid FROM pg_stat_activity
 WHERE datname = current_database() AND backend_type = 'client backend'"""


@dataclass(frozen=True)
class Server:
    """One process of the server, as deploy/ starts it. On PostgreSQL the processes that work for
    its queries are counted along."""

    port: int
    worker: int  # process id

    def cpu_seconds(self) -> tuple[float, float]:
        """What the worker has taken so far, and what the database has beside it."""
        return _cpu_seconds(self.worker), sum(map(_cpu_seconds, _backends()))

    def memory_mb(self) -> float:
        """What the worker holds now, in MB (10^6 bytes)."""
        return self._status("VmRSS")

    def peak_memory_mb(self) -> float:
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        for line in Path(f"/proc/{self.worker}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise LookupError(name)


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that answers; it ends with the block. Raises TimeoutError when it does not start."""
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", *SERVER, str(port)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as process:
        try:
            end = time.monotonic() + LONGEST_START
            while not healthy(port):
                if time.monotonic() > end or process.poll() is not None:
                    raise TimeoutError("The server did not start.")
                time.sleep(0.1)
            yield Server(port, _worker_of(process.pid))
        finally:
            process.terminate()


def _worker_of(pid: int) -> int:
    """The process that answers: the child that the server starts for it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max(map(int, children), key=_cpu_seconds) if children else pid


def _backends() -> list[int]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{BACKENDS} AND pid <> pg_backend_pid()")
        return [pid for (pid,) in cursor.fetchall()]


def _cpu_seconds(pid: int) -> float:
    """To a nanosecond, of all threads; 0 for a process that has ended."""
    total = 0
    try:
        for thread in os.scandir(f"/proc/{pid}/task"):
            total += int(Path(thread.path, "schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return total / 1e9
