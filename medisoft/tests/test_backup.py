"""What `backup` writes, `restore` brings back, row for row."""

import hashlib
import json
import re
import resource
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts import final
from accounts.factories import PatientFactory
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from medisoft.backups.backup import back_up, digests
from medisoft.backups.exceptions import NotBackedUp
from medisoft.backups.restore import restore
from medisoft.backups.tables import LEFT_OUT, sources
from medisoft.tests.cast import stored_rows
from medisoft.tests.full_database import fill, lose_everything
from records.tests.tampering import take_away

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The name of a backup to be made."""
    return tmp_path / "backup.zip"


def back_up_to(file: Path) -> Path:
    back_up(file, now=timezone.now())
    return file


def output_of(command: str, *arguments: object) -> str:
    lines = StringIO()
    call_command(command, *map(str, arguments), stdout=lines)
    return lines.getvalue()


def test_the_example_has_rows_in_every_table() -> None:
    fill()

    assert [source.name for source in sources() if not source.model._default_manager.exists()] == []


def test_every_table_of_the_database_is_backed_up_or_left_out_on_purpose() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))

    kept = {source.name for source in sources()}
    left_out = {model._meta.db_table for model in LEFT_OUT}
    assert tables - kept - left_out - {"cache"} == {"django_migrations"}


def test_all_rows_come_back_as_they_were(file: Path) -> None:
    fill()
    before, told = stored_rows(), digests()
    back_up_to(file)
    lose_everything()

    restore(file)

    assert stored_rows() == before
    assert digests() == told


def test_what_was_added_since_is_gone_after_a_forced_restore(file: Path) -> None:
    visit = fill()
    before = stored_rows()
    back_up_to(file)
    make_appointment(starts_at=visit.starts_at)
    take_away(visit.entries.latest("number"))

    restore(file, force=True)

    assert stored_rows() == before


def test_new_rows_can_be_added_to_what_was_restored(file: Path) -> None:
    fill()
    back_up_to(file)
    lose_everything()  # and number rows from 1 again, as a new database does

    restore(file)

    added = make_appointment()
    added.patient.user.groups.add(Group.objects.create(name="Another"))
    assert Appointment.objects.contains(added)
    assert added.patient.user.groups.exists()  # a number that is taken is passed over in silence


def test_final_rows_are_final_again_after_a_restore(file: Path) -> None:
    fill()
    back_up_to(file)

    restore(file, force=True)

    assert list(final.missing()) == []


def test_nobody_is_logged_in_after_a_restore(file: Path) -> None:
    fill()
    back_up_to(file)

    restore(file, force=True)

    assert not Session.objects.exists()


def test_the_command_tells_how_much_it_wrote(file: Path) -> None:
    fill()
    rows = sum(contents.rows for contents in digests().values())

    told = output_of("backup", file)

    assert told.startswith(f"Backed up {rows} rows of {len(sources())} tables: ")
    assert re.search(r"[1-9]\d*\.\d [kM]B\.$", told.strip())


def test_only_the_owner_may_read_the_file(file: Path) -> None:
    back_up_to(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_common_tools_read_the_file_and_its_digests(file: Path) -> None:
    """As `unzip -p backup.zip accounts_patient.jsonl | sha256sum` does."""
    patient = PatientFactory.create(medicare_number="2123456701")
    back_up_to(file)

    with ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        lines = archive.read("accounts_patient.jsonl")

    assert json.loads(lines) == [patient.pk.hex, patient.user.pk, "2123456701"]
    told = manifest["tables"]["accounts_patient"]
    assert told["sha256"] == hashlib.sha256(lines).hexdigest()
    assert told["rows"] == 1


def test_the_file_holds_no_key(file: Path) -> None:
    fill()
    back_up_to(file)

    with ZipFile(file) as archive:
        text = b"".join(map(archive.read, archive.namelist())).decode()

    assert "a-key-that-only-the-tests-use" not in text


def test_a_file_that_is_there_is_not_replaced(file: Path) -> None:
    file.write_text("last week's")

    with pytest.raises(NotBackedUp, match="There is a file of that name"):
        back_up_to(file)

    assert file.read_text() == "last week's"


def test_a_file_that_another_backup_has_made_meanwhile_is_not_replaced(file: Path) -> None:
    fill()

    def write_theirs(rows: int) -> None:
        file.write_text("theirs")

    with pytest.raises(NotBackedUp, match="There is a file of that name"):
        back_up(file, now=timezone.now(), watch=write_theirs)

    assert file.read_text() == "theirs"
    assert list(file.parent.iterdir()) == [file]


def test_a_link_to_nowhere_is_not_replaced(file: Path) -> None:
    file.symlink_to("nowhere")

    with pytest.raises(NotBackedUp, match="There is a file of that name"):
        back_up_to(file)

    assert file.is_symlink()


def test_a_folder_that_is_missing_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("backup", tmp_path / "missing" / "backup.zip")


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As on a disk that is full after so many bytes of a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(file: Path) -> None:
    fill()

    with (
        files_of_at_most(2000),
        pytest.raises(NotBackedUp, match="cannot be written: File too large"),
    ):
        back_up_to(file)

    assert list(file.parent.iterdir()) == []


def test_a_state_that_stands_still_is_read_while_others_write(file: Path) -> None:
    """Rows that are written between two tables are in none of them."""
    fill()
    before = digests()
    written: list[Patient] = []

    def write(rows: int) -> None:
        with ThreadPoolExecutor(1) as threads:  # and by that another connection
            written.append(threads.submit(patient_of_another_connection).result())

    manifest = back_up(file, now=timezone.now(), watch=write)

    assert manifest.tables == before
    assert Patient.objects.filter(pk__in=[patient.pk for patient in written]).count() > 30


def patient_of_another_connection() -> Patient:
    try:
        return PatientFactory.create()
    finally:
        connection.close()
