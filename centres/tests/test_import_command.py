"""`import_csv` as an operator runs it: output, exit code, kills and rivals."""

import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction

from accounts.factories import ProfessionFactory
from accounts.models import Patient
from centres.importing.exceptions import NotImported
from centres.importing.passwords import hashing
from centres.importing.plan import plan
from centres.importing.reading import read_folder
from centres.importing.writing import apply
from centres.management.commands import import_csv
from centres.models import Centre
from centres.tests.importing import CLIENT_FOLDER, FOLDER, command, dump, folder
from medisoft.tests.processes import threads, wait_until


@pytest.fixture
def professions(transactional_db: None) -> None:
    """Those that `FOLDER` names: a flush after an earlier test took the migration's rows."""
    ProfessionFactory.create(name="GP")
    ProfessionFactory.create(name="Specialist", by_referral_only=True)
    for name in ("Pathologist", "Pharmacist", "Physiotherapist"):
        ProfessionFactory.create(name=name)


def large_folder(path: Path, *, patients: int, password: str = "") -> Path:
    """The right folder with this many more patients."""
    rows = "".join(f"extra{n}@example.com,{password},,,\n" for n in range(patients))
    for name, content in folder({"patient.csv": FOLDER["patient.csv"] + rows}).items():
        (path / name).write_bytes(content)
    return path


@pytest.mark.django_db
def test_the_last_line_of_the_report_sums_it_up() -> None:
    out = StringIO()

    call_command("import_csv", CLIENT_FOLDER, workers=1, stdout=out)

    assert out.getvalue().splitlines()[-1] == (
        f"Imported {CLIENT_FOLDER}: 30 new, 0 changed, 0 kept, 0 same, 18 warnings."
    )


@pytest.mark.django_db
def test_a_dry_run_reports_the_same_and_writes_nothing() -> None:
    before = dump()
    out = StringIO()

    call_command("import_csv", CLIENT_FOLDER, "--dry-run", stdout=out)

    assert out.getvalue().splitlines()[-1] == (
        f"Would import {CLIENT_FOLDER}: 30 new, 0 changed, 0 kept, 0 same, 18 warnings."
    )
    assert dump() == before


@pytest.mark.django_db
def test_a_folder_that_is_there_already_is_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("import_csv", CLIENT_FOLDER, workers=1, stdout=StringIO())
    monkeypatch.delattr(import_csv, "apply")  # which compares again, in the writing transaction
    out = StringIO()

    call_command("import_csv", CLIENT_FOLDER, stdout=out)

    assert out.getvalue().splitlines()[-1] == (
        f"Imported {CLIENT_FOLDER}: 0 new, 0 changed, 0 kept, 30 same, 6 warnings."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_faults_end_with_exit_code_1_and_nothing_is_written(
    tmp_path: Path, options: list[str]
) -> None:
    large_folder(tmp_path, patients=1)
    (tmp_path / "patient.csv").write_text("patient_email,password\nnobody,\n")
    before = dump()

    errors = StringIO()

    with pytest.raises(CommandError) as refusal:
        call_command("import_csv", tmp_path, *options, stderr=errors)

    assert refusal.value.returncode == 1
    assert str(refusal.value) == "1 fault in 1 file. Nothing was written."
    assert errors.getvalue() == (
        "patient.csv, line 2, column patient_email: “nobody”: "
        "Enter an email, like name@example.com.\n"
    )
    assert dump() == before


@pytest.mark.django_db
def test_a_file_that_is_not_there_has_no_line_in_the_report(tmp_path: Path) -> None:
    large_folder(tmp_path, patients=0)
    (tmp_path / "working_hours.csv").unlink()
    out = StringIO()

    call_command("import_csv", tmp_path, "--dry-run", stdout=out)

    assert "working_hours.csv" not in out.getvalue()
    assert "provider.csv: 2 new" in out.getvalue()


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandError, match=r"/nowhere cannot be read: No such file"):
        call_command("import_csv", "/nowhere")


@pytest.mark.django_db
def test_warnings_beyond_fifty_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"Hospital,1,East {n},,Ryde,,\n" for n in range(60))
    large_folder(tmp_path, patients=0)
    (tmp_path / "health_centres.csv").write_text(FOLDER["health_centres.csv"] + rows)
    short, full = StringIO(), StringIO()

    call_command("import_csv", tmp_path, "--dry-run", stdout=short)
    call_command("import_csv", tmp_path, "--dry-run", verbosity=2, stdout=full)

    assert short.getvalue().count("Warning:") == 50
    assert "more warnings: --verbosity 2 shows all." in short.getvalue()
    assert full.getvalue().count("Warning:") > 60


def test_passwords_are_hashed_side_by_side_and_come_in_order() -> None:
    passwords = [f"password {n}" for n in range(6)]

    with hashing(passwords, workers=2) as made:
        hashes = list(made)

    assert all(hashed.startswith("argon2$argon2id$") for hashed in hashes)
    assert all(map(check_password, passwords, hashes))


def test_a_kill_in_the_transaction_leaves_nothing(
    process_environment: dict[str, str], professions: None, tmp_path: Path
) -> None:
    large_folder(tmp_path, patients=3000)
    before = dump()
    # Stands in for a crash at the worst moment: all is written and nothing committed.
    script = (
        "import os, signal, sys, django; django.setup();"
        "from centres.importing import writing;"
        "writing.reindex = lambda **_: os.kill(os.getpid(), signal.SIGKILL);"
        "from django.core.management import call_command;"
        "call_command('import_csv', sys.argv[1])"
    )

    killed = subprocess.run(
        [sys.executable, "-c", script, tmp_path],
        env={**process_environment, "DJANGO_SETTINGS_MODULE": "medisoft.settings"},
        cwd=settings.BASE_DIR,
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    assert dump() == before


def test_ctrl_c_while_hashing_ends_at_once_and_writes_nothing(
    process_environment: dict[str, str], professions: None, tmp_path: Path
) -> None:
    large_folder(tmp_path, patients=2000, password="some-password")  # minutes of hashing
    before = dump()
    running = command(tmp_path, "--workers", 2, environment=process_environment)
    wait_until(lambda: threads(running.pid) > 2)

    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)

    assert running.returncode == 130
    assert "Stopped. Nothing was written." in errors
    assert "Traceback" not in errors
    assert dump() == before


def test_two_imports_at_once_make_everything_once(
    process_environment: dict[str, str], professions: None, tmp_path: Path
) -> None:
    large_folder(tmp_path, patients=500)

    rivals = [command(tmp_path, environment=process_environment) for _ in range(2)]
    ends = [rival.communicate(timeout=120) for rival in rivals]

    assert [rival.returncode for rival in rivals] == [0, 0], ends
    assert Patient.objects.count() == 502
    assert Centre.objects.count() == 2


def test_an_import_waits_for_the_one_before(
    process_environment: dict[str, str], professions: None, tmp_path: Path
) -> None:
    large_folder(tmp_path, patients=0)
    planned = plan(read_folder(tmp_path))

    with transaction.atomic():
        apply(planned, hash_workers=1)
        rival = command(tmp_path, environment=process_environment)
        with pytest.raises(subprocess.TimeoutExpired):
            rival.communicate(timeout=3)
    out, _ = rival.communicate(timeout=60)

    assert rival.returncode == 0
    assert "0 new, 0 changed, 0 kept, 11 same" in out


@pytest.mark.django_db
def test_a_busy_database_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(plan: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("centres.importing.writing._write", fail)

    with pytest.raises(NotImported, match="The database is busy"):
        apply(plan(folder()), hash_workers=1)


@pytest.mark.usefixtures("professions")
def test_a_terminal_that_lacks_a_sign_gets_another_and_the_import_holds(
    process_environment: dict[str, str],
) -> None:
    environment = process_environment | {"PYTHONIOENCODING": "latin-1"}
    with command(CLIENT_FOLDER, environment=environment) as process:
        out, errors = process.communicate()

    assert (process.returncode, errors) == (0, "")
    assert "\\u201c1111\\u201d" in out
    assert Patient.objects.count() == 4


@pytest.mark.usefixtures("professions")
def test_a_reader_who_leaves_early_breaks_nothing(process_environment: dict[str, str]) -> None:
    with command(CLIENT_FOLDER, environment=process_environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()

    assert process.returncode == 128 + signal.SIGPIPE
    assert errors == "CommandError: Nobody read the output to its end.\n"
    assert Patient.objects.count() == 4
