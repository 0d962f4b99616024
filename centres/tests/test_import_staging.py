"""Files that wait between their upload and their import."""

from datetime import timedelta
from itertools import chain

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.factories import ProviderFactory, superuser
from accounts.models import Patient, User
from centres.importing import staging
from centres.importing.exceptions import NotImported
from centres.importing.staging import listing_of, stage
from centres.models import Centre, StagedImport
from centres.tests.importing import CLIENT_FOLDER, folder, with_row
from centres.tests.staging import RunTasks, ask, checked, facts, rows_besides_staged
from medisoft.tests.cast import undone

State = StagedImport.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> User:
    return superuser(full_name="Ada Operator")


def test_checked_files_show_what_an_import_would_do_and_nothing_is_written(
    ada: User, run_tasks: RunTasks
) -> None:
    before = rows_besides_staged()

    staged = checked(ada, folder(), run_tasks)

    listing = listing_of(staged)
    assert staged.state == State.CHECKED
    assert listing is not None
    assert listing.total("new") == 11
    assert rows_besides_staged() == before


def test_what_is_applied_is_what_import_csv_writes(ada: User, run_tasks: RunTasks) -> None:
    files = {path.name: path.read_bytes() for path in CLIENT_FOLDER.glob("*.csv")}
    with undone():
        call_command("import_csv", CLIENT_FOLDER, workers=1, verbosity=0)
        by_command = facts()

    ask(checked(ada, files, run_tasks))
    run_tasks()

    assert facts() == by_command
    assert User.objects.get(email="tom@gmail.com").check_password("cs1531")


def test_a_second_import_has_nothing_to_apply(ada: User, run_tasks: RunTasks) -> None:
    ask(checked(ada, folder(), run_tasks))
    run_tasks()
    before = rows_besides_staged()

    again = checked(ada, folder(), run_tasks)

    with pytest.raises(NotImported, match="nothing to import"):
        ask(again)
    run_tasks()
    assert rows_besides_staged() == before


def test_files_with_a_fault_cannot_be_applied(ada: User, run_tasks: RunTasks) -> None:
    staged = checked(ada, with_row("patient.csv", "nobody,,,,"), run_tasks)
    before = rows_besides_staged()

    with pytest.raises(NotImported, match="faults"):
        ask(staged)

    run_tasks()
    assert rows_besides_staged() == before


def test_files_are_applied_once_however_often_that_is_asked(ada: User, run_tasks: RunTasks) -> None:
    staged = checked(ada, folder(), run_tasks)

    ask(staged)
    ask(staged)
    run_tasks()
    staging.write_files.call(str(staged.pk))  # a task whose worker was killed after it

    staged.refresh_from_db()
    assert staged.state == State.WRITTEN
    assert LogEntry.objects.count() == 1
    assert Centre.objects.count() == 2


def test_the_admins_log_has_the_id_and_counts(ada: User, run_tasks: RunTasks) -> None:
    staged = checked(ada, folder(), run_tasks)

    ask(staged)
    run_tasks()

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr) == (ada, str(staged.pk))
    assert entry.change_message == "Imported: 11 new, 0 changed, 0 kept, 0 same."


def test_what_has_changed_since_it_was_shown_is_shown_anew_and_not_written(
    ada: User, run_tasks: RunTasks
) -> None:
    staged = checked(ada, folder(), run_tasks)
    ask(staged)
    Centre.objects.create(name="North Hospital", kind="hospital", suburb="Ryde")
    before = rows_besides_staged()

    run_tasks()

    staged.refresh_from_db()
    listing = listing_of(staged)
    assert listing is not None
    assert rows_besides_staged() == before
    assert (staged.state, staged.version) == (State.CHECKED, 2)
    assert listing.total("changed") == 1
    assert "changed meanwhile" in staged.said


def test_a_list_that_is_no_longer_the_newest_cannot_be_applied(
    ada: User, run_tasks: RunTasks
) -> None:
    staged = checked(ada, folder(), run_tasks)
    StagedImport.objects.update(version=2)

    with pytest.raises(NotImported, match="has changed since you opened it"):
        ask(staged, version=1)

    assert StagedImport.objects.get().state == State.CHECKED


def test_a_fault_that_comes_up_meanwhile_is_shown_and_nothing_is_written(
    ada: User, run_tasks: RunTasks
) -> None:
    staged = checked(ada, folder(), run_tasks)
    ask(staged)
    ProviderFactory.create(user__email="pat@example.com")
    before = rows_besides_staged()

    run_tasks()

    staged.refresh_from_db()
    listing = listing_of(staged)
    assert listing is not None
    assert listing.entries[0].file == "patient.csv"
    assert listing.total("refused") == 1
    assert rows_besides_staged() == before


def test_files_thrown_away_while_they_wait_for_the_worker_are_not_written(
    ada: User, run_tasks: RunTasks
) -> None:
    staged = checked(ada, folder(), run_tasks)
    ask(staged)
    before = rows_besides_staged()

    staged.delete()
    run_tasks()

    assert rows_besides_staged() == before


def test_nothing_is_stored_that_can_be_read_without_the_key(
    ada: User, run_tasks: RunTasks, settings: Settings
) -> None:
    staged = checked(ada, folder(), run_tasks)
    stored = [*StagedImport.objects.values_list(), *DBTaskResult.objects.values_list()]

    settings.SECRET_KEY = "another-key"

    for value in chain.from_iterable(stored):
        assert "example.com" not in str(bytes(value) if isinstance(value, memoryview) else value)
    with pytest.raises(NotImported, match="Upload them again"):
        listing_of(staged)


def test_a_former_key_that_still_counts_opens_the_files(
    ada: User, run_tasks: RunTasks, settings: Settings
) -> None:
    staged = checked(ada, folder(), run_tasks)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"

    assert listing_of(staged) is not None


def test_a_key_that_changed_meanwhile_is_told_and_nothing_is_written(
    ada: User, run_tasks: RunTasks, settings: Settings
) -> None:
    staged = stage(files=folder(), by=ada, now=timezone.now())
    settings.SECRET_KEY = "another-key"

    run_tasks()

    staged.refresh_from_db()
    assert staged.said == "The files can no longer be read. Upload them again."
    assert not Patient.objects.exists()


def test_written_files_are_kept_no_longer(ada: User, run_tasks: RunTasks) -> None:
    staged = checked(ada, folder(), run_tasks)
    ask(staged)
    run_tasks()

    staged.refresh_from_db()
    listing = listing_of(staged)
    assert bytes(staged.files) == b""
    assert listing is not None
    assert (listing.entries, listing.total("new")) == ([], 11)


def test_files_whose_hour_is_over_are_gone_with_the_next_upload(ada: User) -> None:
    now = timezone.now()
    stage(files=folder(), by=ada, now=now - timedelta(minutes=61))
    assert not StagedImport.objects.of(ada, now=now).exists()

    new = stage(files=folder(), by=ada, now=now)

    assert StagedImport.objects.get() == new


def test_files_whose_hour_is_over_are_gone_without_another_upload(ada: User) -> None:
    now = timezone.now()
    stage(files=folder(), by=ada, now=now - timedelta(minutes=59))
    staging.forget.call()
    assert StagedImport.objects.exists()

    StagedImport.objects.update(expires_at=now)
    staging.forget.call()

    assert not StagedImport.objects.exists()


def test_the_worker_is_told_to_forget_the_files_after_an_hour(ada: User) -> None:
    now = timezone.now()

    stage(files=folder(), by=ada, now=now)

    task = DBTaskResult.objects.get(task_path="centres.importing.staging.forget")
    assert task.run_after == now + timedelta(hours=1)


def test_files_belong_to_the_superuser_who_uploaded_them(ada: User) -> None:
    now = timezone.now()
    staged = stage(files=folder(), by=ada, now=now)

    assert StagedImport.objects.of(ada, now=now).contains(staged)
    assert not StagedImport.objects.of(superuser(), now=now).exists()
    ada.is_superuser = False
    assert not StagedImport.objects.of(ada, now=now).exists()
