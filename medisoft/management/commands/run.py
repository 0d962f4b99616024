"""Start the whole site on this machine, for a look or for development."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from medisoft.demo import DEMO_PASSWORD, LOGINS

Process = subprocess.Popen[bytes]

HOST = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 10
MOST_PORT = 65_535
SERVER = [
    *("granian", "medisoft.wsgi:application", "--interface", "wsgi"),
    *("--blocking-threads", "8", "--log-level", "error", "--host", HOST, "--port"),
]

SCREEN = """
MediSoft is running:  {url}

{logins}
Mails go to {mails}
Stop with Ctrl-C.
"""

KEEPERS = "The superuser and the clinic staff work in the admin."


class Command(BaseCommand):
    help = """Bring the database up to date, load the demo into an empty one, and run server and
    worker until Ctrl-C. Example: manage.py run --port 8001"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=port_number, default=8000, help="1 to 65535; %(default)s unless told."
        )

    def handle(self, *, port: int, **options: object) -> None:
        if taken(port):
            raise CommandError(f"Port {port} is taken. Choose another: make run PORT={port + 1}")
        # `localhost` and no number: browsers give passkeys only to names.
        url = os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
        hear_stops()
        try:
            self.prepare()
            with running([*SERVER, str(port)], ["django", "worker"]) as processes:
                wait_for_server(port, processes)
                self.stdout.write(screen(url))
                self.stdout.flush()
                wait_for_end(processes)
        except KeyboardInterrupt:
            self.stdout.write("\nMediSoft has stopped.")

    def prepare(self) -> None:
        """Bring the database up to date and put the demo into an empty one, saying so."""
        self.stdout.write("Preparing the database")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not User.objects.exists():
            self.stdout.write("Loading the demo (some seconds)")
            # The log-ins that it prints stand on the screen to come.
            call_command("demo", stdout=StringIO())


def port_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PORT:
        raise ArgumentTypeError(f"Choose a whole number from 1 to {MOST_PORT}.")
    return int(text)


def hear_stops() -> None:
    """Let Ctrl-C, `kill` and a terminal that is closed end the site in order, and `nohup` not."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # a shell's `&` leaves the first ignored
        signal.signal(stop, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def taken(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return True
    return False


@contextmanager
def running(*commands: Sequence[str]) -> Iterator[list[Process]]:
    """Python modules that run in processes, which end with the block, whatever happens in it, and
    with this process, even when it is killed.

    Each is in a session of its own, so that Ctrl-C reaches only this process, which stops them
    once and in order.
    """
    processes: list[Process] = []
    try:
        for command in commands:
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "medisoft.child", str(os.getpid()), *command],
                    cwd=settings.BASE_DIR,
                    start_new_session=True,
                )
            )
        yield processes
    finally:
        for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stop, signal.SIG_IGN)
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for_server(port: int, processes: Sequence[Process]) -> None:
    """Return once the health page answers. Raises CommandError when it does not."""
    end = time.monotonic() + START_SECONDS
    while not healthy(port):
        refuse_dead(processes)
        if time.monotonic() > end:
            raise CommandError(f"The server did not start within {START_SECONDS} seconds.")
        time.sleep(0.1)


def healthy(port: int) -> bool:
    with closing(HTTPConnection(HOST, port, timeout=START_SECONDS)) as connection:
        try:
            connection.request("GET", "/healthz/", headers={"Host": "localhost"})
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False


def wait_for_end(processes: Sequence[Process]) -> None:
    """Wait for Ctrl-C. Raises CommandError when a process ends by itself."""
    while True:
        refuse_dead(processes)
        time.sleep(0.5)


def refuse_dead(processes: Sequence[Process]) -> None:
    if any(process.poll() is not None for process in processes):
        raise CommandError("The server or the worker ended by itself; its messages are above.")


def screen(url: str) -> str:
    """What a newcomer needs: the address, and a log-in for each role if the demo is loaded."""
    emails = set(
        User.objects.values_list("email", flat=True).filter(
            email__in=[login.email for login in LOGINS]
        )
    )
    wide = max(len(login.role) for login in LOGINS) + 2
    lines = [f"  {login.role:<{wide}}{login.email}" for login in LOGINS if login.email in emails]
    if lines:
        lines = [f"Log in with the password  {DEMO_PASSWORD}  as", *lines, "", KEEPERS, ""]
    else:
        lines = ["Log in with an account that you have imported.", ""]
    mails = getattr(settings, "EMAIL_FILE_PATH", "") or settings.EMAIL_HOST or "this console"
    return SCREEN.format(url=url, logins="\n".join(lines), mails=mails)
