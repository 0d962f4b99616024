"""What `restore` refuses, and that the database is then as it was."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django import Settings

from accounts.factories import PatientFactory
from accounts.models import Profession
from appointments.factories import make_appointment
from medisoft.backups.archive import SEAL, seal
from medisoft.backups.backup import back_up
from medisoft.backups.exceptions import NotABackup, NotRestored
from medisoft.backups.restore import restore
from medisoft.tests.cast import stored_rows
from medisoft.tests.full_database import lose_everything
from records.factories import make_entry
from records.tests.tampering import change

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A backup of a history."""
    make_entry(make_appointment())
    path = tmp_path / "backup.zip"
    back_up(path, now=timezone.now())
    return path


def test_a_database_that_holds_rows_is_left_alone(file: Path) -> None:
    PatientFactory.create()
    before = stored_rows()

    with pytest.raises(CommandError, match="holds rows already, as in accounts_user"):
        call_command("restore", file)

    assert stored_rows() == before


def test_a_database_with_nothing_but_what_migrations_write_is_empty(file: Path) -> None:
    lose_everything()
    Profession.objects.create(name="GP")

    call_command("restore", file)

    assert Profession.objects.count() == 1


def test_tables_that_somebody_else_makes_meanwhile_are_told_in_a_sentence(file: Path) -> None:
    lose_everything()
    recorder, made = MigrationRecorder(connection), ("sessions", "0001_initial")
    recorder.record_unapplied(*made)  # as it looks to who read just before the other committed
    try:
        with pytest.raises(CommandError, match="Wait until no other restore or migration runs"):
            call_command("restore", file)
    finally:
        recorder.record_applied(*made)


def anew(file: Path, edit: Callable[[dict[str, bytes]], object]) -> None:
    """Write the archive with other members, and seal it as if it had been made so."""
    with ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    edit(members)
    with file.open("w+b") as written:
        with ZipFile(written, "w", ZIP_DEFLATED) as archive:
            archive.comment = bytes(SEAL)
            for name, content in members.items():
                archive.writestr(name, content)
        seal(written)


def test_a_number_that_no_column_holds_is_told_in_a_sentence(file: Path) -> None:
    before = stored_rows()

    def too_large(members: dict[str, bytes]) -> None:
        name = "accounts_user.jsonl"
        members[name] = re.sub(rb"^\[\d+", b"[%d" % 2**63, members[name])

    anew(file, too_large)

    with pytest.raises(NotRestored, match=r"no backup of MediSoft|refused the rows"):
        restore(file, force=True)

    assert stored_rows() == before


def edit_manifest(file: Path, **values: object) -> None:
    def edit(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"]) | values
        members["manifest.json"] = json.dumps(told).encode()

    anew(file, edit)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_by_a_byte(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 1)


def emptied(file: Path) -> None:
    os.truncate(file, 0)


def a_text(file: Path) -> None:
    file.write_text("Dear operator")


def another_archive(file: Path) -> None:
    with ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "Dear operator")


def a_table_missing(file: Path) -> None:
    anew(file, lambda members: members.pop("accounts_patient.jsonl"))


def a_manifest_that_is_a_list(file: Path) -> None:
    anew(file, lambda members: members.update({"manifest.json": b"[]"}))


def a_manifest_without_tables(file: Path) -> None:
    anew(file, lambda members: members.update({"manifest.json": b'{"format": 1, "tables": 3}'}))


@pytest.mark.parametrize(
    "damage",
    [
        *(cut, cut_by_a_byte, emptied, a_text, another_archive),
        *(a_table_missing, a_manifest_that_is_a_list, a_manifest_without_tables),
    ],
)
def test_a_damaged_file_changes_nothing(file: Path, damage: Callable[[Path], None]) -> None:
    before = stored_rows()
    damage(file)

    with pytest.raises(NotABackup, match="no backup of MediSoft, or it is damaged"):
        restore(file, force=True)

    assert stored_rows() == before


def test_a_changed_bit_is_met_wherever_it_is(file: Path) -> None:
    before, content = stored_rows(), file.read_bytes()
    places = range(0, len(content), 97)

    for place in places:
        damaged = bytearray(content)
        damaged[place] ^= 1 << place % 8
        file.write_bytes(damaged)
        with pytest.raises(NotABackup):
            restore(file, force=True)

    assert len(places) > 50
    assert stored_rows() == before


def a_row_changed(lines: bytes) -> bytes:
    return lines.replace(b"cough", b"sneez")


def a_row_missing(lines: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("change_lines", [a_row_changed, a_row_missing])
def test_rows_that_are_not_those_of_the_manifest_are_taken_back(
    file: Path, change_lines: Callable[[bytes], bytes]
) -> None:
    name = "records_historyentry.jsonl"
    before = stored_rows()
    anew(file, lambda members: members.update({name: change_lines(members[name])}))

    with pytest.raises(NotRestored, match="The rows of records_historyentry are not those"):
        restore(file, force=True)

    assert stored_rows() == before


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"format": 2}, "another format"),
        ({"migrations": ["accounts.0001_accounts"]}, "another release of MediSoft: account."),
        ({"migrations": []}, "Restore it with the release that made it, then upgrade"),
    ],
)
def test_a_backup_of_another_release_is_refused(
    file: Path, values: dict[str, object], sentence: str
) -> None:
    before = stored_rows()
    edit_manifest(file, **values)

    with pytest.raises(NotRestored, match=sentence):
        restore(file, force=True)

    assert stored_rows() == before


def test_a_file_that_is_missing_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("restore", tmp_path / "missing.zip")


def test_a_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("restore", tmp_path)


def test_rows_that_the_database_refuses_are_all_taken_back(file: Path) -> None:
    """SQLite takes a text of any length; a backup of it may hold what PostgreSQL does not take."""
    before = stored_rows()

    def another_role(members: dict[str, bytes]) -> None:
        name = "accounts_user.jsonl"
        members[name] = members[name].replace(b'"patient"', b'"friend"')

    anew(file, another_role)

    with pytest.raises(NotRestored, match=r"refused the rows of the backup: \w+\.$"):
        restore(file, force=True)

    assert stored_rows() == before


def test_another_key_of_histories_is_told_and_the_rows_stay(file: Path, settings: Settings) -> None:
    before = stored_rows()
    settings.MEDISOFT_HISTORY_KEY = "another"

    with pytest.raises(CommandError, match=r"that do not fit: 1\..*set the MEDISOFT_HISTORY_KEY"):
        call_command("restore", file, "--force")

    assert stored_rows() == before


def test_a_history_that_was_changed_before_the_backup_is_told(tmp_path: Path) -> None:
    change(make_entry(make_appointment()), text="Nothing.")
    back_up(tmp_path / "backup.zip", now=timezone.now())

    with pytest.raises(CommandError, match="that do not fit: 1"):
        call_command("restore", tmp_path / "backup.zip", "--force")


def test_a_database_in_use_is_told_in_a_sentence(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":  # which waits for a minute, and says so itself
        return
    monkeypatch.setattr("medisoft.backups.restore.LONGEST_WAIT", 1)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM accounts_patient")
        try:
            with pytest.raises(NotRestored, match=r"is in use\. Stop the site and its worker"):
                restore(file, force=True)
        finally:
            other.close()
