"""What an operator starts, as real processes on a database that `python -m bench` has filled:
`python -m bench.commands --rows 100000 --passwords 400`."""

import csv
import os
import re
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from multiprocessing.pool import ThreadPool
from pathlib import Path
from uuid import uuid4

from bench.environment import set_up
from bench.report import table_of_commands

MANAGE = Path(__file__).parent.parent / "manage.py"
MAILS = 1_000  # that a worker sends


@dataclass(frozen=True)
class Work:
    """One run of a command."""

    name: str
    rows: int
    wall: float  # seconds
    cpu: float  # seconds of its processes; those of a database server are not among them
    peak: int  # kB that its largest process held
    pure: float | None = None  # wall seconds in which the same passwords are hashed, and no more


def commands(*, rows: int, passwords: int) -> Iterator[Work]:
    """Imports of so many new patients, and of so many with passwords; then all histories, all rows
    of the database that the environment names, and mails. What they write beside it is deleted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_patients(folder, rows)
        yield _run("import without passwords", rows, "import_csv", folder)
        yield _run("the same once more", rows, "import_csv", folder)
        words = [f"made-up-password-{number}" for number in range(passwords)]
        write_patients(folder, passwords, words)
        pure = pure_hashing(words)
        hashed = _run("import with passwords", passwords, "import_csv", folder)
        yield replace(hashed, pure=(pure + pure_hashing(words)) / 2)
        yield _run("verify_history", _entries(), "verify_history")
        yield _run("backup", None, "backup", folder / "backup.zip")
    yield send_mails(MAILS)


def write_patients(folder: Path, number: int, passwords: list[str] | None = None) -> None:
    """The client's files, with so many patients whose addresses are in no database yet."""
    from centres.importing.layout import LAYOUTS, PATIENTS
    from medisoft.growing.names import full_name
    from medisoft.growing.people import medicare_number
    from medisoft.growing.towns import phone_number

    for layout in LAYOUTS:
        (folder / layout.file).write_text(",".join(layout.columns) + "\n")
    domain = f"{uuid4().hex}.example.org"
    with (folder / PATIENTS.file).open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(PATIENTS.columns + PATIENTS.further)
        for patient in range(number):
            address, password = f"patient.{patient}@{domain}", (passwords or {patient: ""})[patient]
            phone = phone_number("NSW", patient)
            name, card = full_name(patient), medicare_number(patient)
            writer.writerow([address, password, name, phone, card])


def pure_hashing(passwords: list[str]) -> float:
    """Wall seconds in which all processors hash these and do nothing else."""
    from django.contrib.auth.hashers import make_password

    with ThreadPool(os.cpu_count()) as threads:
        began = time.perf_counter()
        threads.map(make_password, passwords, chunksize=1)
        return time.perf_counter() - began


def _entries() -> int:
    from records.models import HistoryEntry

    return HistoryEntry.objects.count()


def send_mails(number: int) -> Work:
    """A worker sends so many to a server that takes each at once. What else is queued here, by
    people of the measurements, is for nobody and goes."""
    from django.db import transaction
    from django_tasks_db.models import DBTaskResult

    from accounts.models import OutgoingMail
    from accounts.tests.smtp import mail_server
    from appointments import notices
    from appointments.models import Appointment

    with transaction.atomic():
        DBTaskResult.objects.all().delete()
        OutgoingMail.objects.all().delete()
        for visit in Appointment.objects.with_names()[:number]:
            notices.reminder(visit)
    with mail_server() as server:
        server.answers.set()
        work = _run("worker, mails", number, "worker", "--batch", EMAIL_URL=server.url)
        return replace(work, rows=len(server.message_ids))


def _run(name: str, rows: int | None, *arguments: str | Path, **environment: str) -> Work:
    """`rows` are those that the command tells of unless they are known. Raises
    `CalledProcessError` for one that fails."""
    command = [sys.executable, MANAGE, *arguments]
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        told = re.search(r"([0-9]+) rows", output.read())
    rows = int(told[1]) if rows is None and told else rows or 0
    return Work(name, rows, wall, used.ru_utime + used.ru_stime, used.ru_maxrss)


def main() -> None:
    parser = ArgumentParser(prog="python -m bench.commands", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="patients of an import")
    parser.add_argument("--passwords", type=int, default=400, help="patients of the other import")
    options = parser.parse_args()
    set_up()
    works = commands(rows=options.rows, passwords=options.passwords)
    sys.stdout.write(table_of_commands([asdict(work) for work in works]))


if __name__ == "__main__":
    main()
