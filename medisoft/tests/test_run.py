"""`manage.py run`: what a newcomer sees, and that nothing stays behind."""

import re
import signal
import socket
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from accounts.factories import PatientFactory, UserFactory
from medisoft.demo import DEMO_PASSWORD, LOGINS
from medisoft.management.commands.run import HOST, healthy, screen, taken
from medisoft.tests.processes import LONGEST_WAIT, children, is_alive, manage, wait_until


@pytest.fixture
def port() -> int:
    with socket.create_server((HOST, 0)) as server:
        number: int = server.getsockname()[1]
    return number


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def hang_up_heard() -> Iterator[None]:
    """A process started in the test hears its terminal close, also where `nohup` runs the tests."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.races
@pytest.mark.usefixtures("hang_up_heard")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGHUP])
def test_ctrl_c_or_a_closed_terminal_stops_server_and_worker(
    process_environment: dict[str, str], port: int, stop: signal.Signals
) -> None:
    PatientFactory.create()  # a database in use, which gets no demo

    with manage("run", "--port", str(port), environment=process_environment) as site:
        wait_until(lambda: healthy(port))
        started = children(site.pid)
        site.send_signal(stop)
        output, _ = site.communicate(timeout=LONGEST_WAIT)

    assert site.returncode == 0
    assert "Traceback" not in output
    assert len(started) == 2
    assert not any(process.exists() for process in started)
    assert not taken(port)


@pytest.mark.races
def test_a_kill_leaves_neither_server_nor_worker(
    process_environment: dict[str, str], port: int
) -> None:
    PatientFactory.create()  # a database in use, which gets no demo

    with manage("run", "--port", str(port), environment=process_environment) as site:
        wait_until(lambda: healthy(port))
        started = children(site.pid)
        site.kill()

        assert len(started) == 2
        wait_until(lambda: not any(is_alive(process) for process in started))
        wait_until(lambda: not taken(port))


def test_a_port_that_is_taken_is_named(taken_port: int) -> None:
    with pytest.raises(CommandError, match=f"Port {taken_port} is taken"):
        call_command("run", port=taken_port)


@pytest.mark.parametrize("number", ["0", "-1", "65536", "eight"])
def test_a_number_that_is_no_port_is_refused(number: str) -> None:
    with pytest.raises(CommandError, match="Choose a whole number from 1 to 65535"):
        call_command("run", f"--port={number}")


def test_the_screen_shows_the_address_and_a_log_in_for_each_role(db: None) -> None:
    for login in LOGINS:
        UserFactory.create(email=login.email)

    shown = screen("http://localhost:8123")

    assert "http://localhost:8123" in shown
    assert DEMO_PASSWORD in shown
    assert all(re.search(rf"{re.escape(login.role)}  +{login.email}", shown) for login in LOGINS)
    assert len(shown.splitlines()) < 25  # one screen


def test_the_screen_of_a_database_in_use_names_no_demo_account(db: None) -> None:
    shown = screen("http://localhost:8123")

    assert DEMO_PASSWORD not in shown
