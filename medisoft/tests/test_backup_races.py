"""A backup while others book, and what is left of one, or of a restore, that was killed."""

import json
import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rich.progress import Progress

from accounts.factories import PatientFactory
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests import racing
from appointments.tests.test_races import always_open
from centres.validators import SLOT
from medisoft.backups.backup import back_up
from medisoft.backups.restore import restore
from medisoft.management.commands import backup as command
from medisoft.tests.cast import stored_rows
from medisoft.tests.full_database import fill
from medisoft.tests.processes import LONGEST_WAIT, manage, wait_until
from medisoft.tests.second_database import second_database

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

FIRST = datetime(2026, 11, 30, 14, tzinfo=UTC)
NOW = FIRST - timedelta(days=2)
DESKS = 4  # processes that book
PATIENTS, PROVIDERS = 40, 10
BETWEEN_TABLES = 4  # bookings


@pytest.fixture
def second(tmp_path: Path, process_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of another server, whose database is empty."""
    with second_database(tmp_path, process_environment) as environment:
        yield environment


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


def run(*arguments: object, environment: dict[str, str]) -> str:
    """The output of a command that ends well."""
    with manage(*map(str, arguments), environment=environment) as process:
        output, _ = process.communicate(timeout=LONGEST_WAIT)
    assert process.returncode == 0, output
    return output


def tables_of(file: Path) -> Any:
    """Of each table the columns, the number of rows and their digest."""
    with ZipFile(file) as archive:
        return json.loads(archive.read("manifest.json"))["tables"]


def bookings() -> list[list[racing.Attempt]]:
    """What each desk books; nobody gets into another's way."""
    places = [always_open().pk for _ in range(PROVIDERS)]
    patients = [PatientFactory.create().pk for _ in range(PATIENTS)]
    attempts: list[racing.Attempt] = [
        partial(racing.book, patient, place, [FIRST + timedelta(days=day) + hour * SLOT], NOW)
        for day, place in enumerate(places)
        for hour, patient in enumerate(patients)
    ]
    return [attempts[desk::DESKS] for desk in range(DESKS)]


def test_a_backup_amid_bookings_is_one_state_on_another_server(
    file: Path, second: dict[str, str], tmp_path: Path
) -> None:
    desks = bookings()
    other = connection.copy()
    seen = 0

    def booked() -> int:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM appointments_appointment")
            return int(cursor.fetchone()[0])

    def let_others_book(rows: int) -> None:
        nonlocal seen
        aim = min(seen + BETWEEN_TABLES, PATIENTS * PROVIDERS)
        wait_until(lambda: booked() >= aim)
        seen = booked()

    with ThreadPoolExecutor(1) as threads:
        outcome = threads.submit(racing.race, desks)
        wait_until(lambda: booked() > 0)
        back_up(file, now=timezone.now(), watch=let_others_book)
        all_done = outcome.result()
    other.close()
    run("restore", file, environment=second)
    again = tmp_path / "again.zip"
    run("backup", again, environment=second)

    assert all_done == {racing.DONE: PATIENTS * PROVIDERS}
    assert tables_of(again) == tables_of(file)
    kept = tables_of(file)["appointments_appointment"]["rows"]
    assert 0 < kept < seen <= Appointment.objects.count()
    assert run("check_integrity", environment=second).endswith("no faults.\n")


def test_each_database_restores_what_the_other_backed_up(
    file: Path, second: dict[str, str], tmp_path: Path
) -> None:
    if connection.vendor == "sqlite":  # which knows no server of the other kind
        return
    fill()
    back_up(file, now=timezone.now())
    embedded = second | {"DATABASE_URL": f"sqlite:///{tmp_path}/embedded.sqlite3"}
    between, back = tmp_path / "between.zip", tmp_path / "back.zip"

    run("restore", file, environment=embedded)
    # As the site writes it there: PostgreSQL keeps neither the order nor the spaces.
    with closing(sqlite3.connect(tmp_path / "embedded.sqlite3", isolation_level=None)) as own:
        own.execute("""UPDATE mfa_authenticator SET data = '{"z": [1, 2.5], "a": "\\u00fc"}'""")
    run("backup", between, environment=embedded)
    run("restore", between, environment=second)
    run("backup", back, environment=second)

    assert tables_of(between) == tables_of(back) != tables_of(file)


def back_up_for_ever(database: str, file: Path, begun: Any) -> None:
    connection.settings_dict["NAME"] = database

    class Lingering(Progress):
        def advance(self, *step: Any) -> None:
            begun.set()
            time.sleep(LONGEST_WAIT)

    command.Progress = Lingering  # type: ignore[attr-defined]
    call_command("backup", file)


def end_a_backup(file: Path, number: signal.Signals) -> int | None:
    """Send a signal to a backup that is under way; returns how it ended."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([racing.__name__])
    begun = context.Event()
    arguments = (str(connection.settings_dict["NAME"]), file, begun)
    process = context.Process(target=back_up_for_ever, args=arguments)
    process.start()
    assert begun.wait(LONGEST_WAIT)
    os.kill(process.pid or 0, number)
    process.join(LONGEST_WAIT)
    return process.exitcode


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_backup_that_is_stopped_leaves_nothing(file: Path, number: signal.Signals) -> None:
    fill()

    assert end_a_backup(file, number) in (128 + signal.SIGTERM, 1)

    assert list(file.parent.glob(".*.part")) == []
    assert not file.exists()


def test_a_killed_backup_leaves_no_file_of_its_name(file: Path) -> None:
    fill()

    assert end_a_backup(file, signal.SIGKILL) == -signal.SIGKILL

    assert not file.exists()
    back_up(file, now=NOW)
    assert file.exists()


def test_a_restore_that_was_killed_while_it_made_tables_can_be_started_again(
    file: Path, second: dict[str, str], tmp_path: Path
) -> None:
    fill()
    back_up(file, now=NOW)
    run("migrate", "centres", environment=second)  # as far as the other came
    again = tmp_path / "again.zip"

    run("restore", file, environment=second)
    run("backup", again, environment=second)

    assert tables_of(again) == tables_of(file)


def restore_over(file: Path) -> None:
    restore(file, force=True)


def test_a_restore_killed_after_any_statement_leaves_the_rows_that_were_there(file: Path) -> None:
    visit = fill()
    back_up(file, now=NOW)
    make_appointment(starts_at=visit.starts_at)
    before = stored_rows()

    kills = 0
    for place in count(start=3, step=29):
        if not racing.is_killed_after(place, partial(restore_over, file)):
            break
        kills += 1
        assert stored_rows() == before

    assert kills > 5
    assert stored_rows() != before
