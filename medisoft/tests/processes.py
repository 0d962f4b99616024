"""Processes of the site that a test starts, and waiting for what they do."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from medisoft.management.commands.run import HOST, SERVER, healthy

LONGEST_WAIT = 120  # seconds; what takes longer hangs
STOP_WAIT = 30  # seconds, for a process whose test has failed


@contextmanager
def manage(*arguments: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A running `manage.py`, stopped at the end if it still runs."""
    with subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()  # and by that what it started
            try:
                process.wait(STOP_WAIT)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[int]:
    """The port of a server that answers, stopped at the end."""
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", *SERVER, str(port)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as server:
        try:
            wait_until(lambda: healthy(port))
            yield port
        finally:
            server.terminate()


def children(pid: int) -> list[Path]:
    """The processes that a process started, as their folders of /proc."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [Path("/proc", child) for child in found]


def threads(pid: int) -> int:
    """How many threads a process has."""
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def is_alive(process: Path) -> bool:
    """Whether it runs: one that has ended stays listed until its parent has taken note."""
    try:
        return " Z " not in (process / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(happened: Callable[[], bool]) -> None:
    """Return once it has happened. Raises TimeoutError when it does not."""
    end = time.monotonic() + LONGEST_WAIT
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)
