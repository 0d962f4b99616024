"""What others do between the look at a list and the writing of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from accounts.factories import superuser
from centres.importing import staging
from centres.importing.staging import listing_of
from centres.importing.writing import apply
from centres.models import Centre, StagedImport
from centres.tests.importing import folder, run
from centres.tests.staging import RunTasks, ask, checked, rows_besides_staged

State = StagedImport.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(run_tasks: RunTasks) -> StagedImport:
    """Files that somebody has looked at and applied; the worker has not come to them yet."""
    staged = checked(superuser(), folder(), run_tasks)
    ask(staged)
    return staged


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Lets something happen at the last moment before the transaction that writes, once."""

    def let(happen: Callable[[], Any]) -> None:
        def late(*args: Any, **kwargs: Any) -> Any:
            monkeypatch.setattr(staging, "apply", apply)
            happen()
            return apply(*args, **kwargs)

        monkeypatch.setattr(staging, "apply", late)

    return let


def write(staged: StagedImport) -> None:
    staging.write_files.call(str(staged.pk))
    staged.refresh_from_db()


def test_of_two_workers_with_the_same_task_one_writes(
    asked: StagedImport, meanwhile: Callable[[Any], None]
) -> None:
    meanwhile(lambda: write(StagedImport.objects.get()))

    write(asked)

    assert (asked.state, asked.said) == (State.WRITTEN, "")
    assert LogEntry.objects.count() == 1
    assert Centre.objects.count() == 2


def test_a_change_at_the_last_moment_is_shown_and_nothing_is_written(
    asked: StagedImport, meanwhile: Callable[[Any], None]
) -> None:
    meanwhile(lambda: run(folder({"patient.csv": "patient_email,password\n"})))

    write(asked)

    listing = listing_of(asked)
    assert listing is not None
    assert (asked.state, asked.version) == (State.CHECKED, 2)
    assert (listing.total("new"), listing.total("same")) == (2, 9)
    assert not LogEntry.objects.exists()


def test_passwords_are_not_hashed_for_a_list_that_has_changed(
    asked: StagedImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder())
    monkeypatch.delattr(staging, "apply")  # which hashes them

    write(asked)

    assert asked.state == State.CHECKED


def test_files_thrown_away_at_the_last_moment_are_not_written(
    asked: StagedImport, meanwhile: Callable[[Any], None]
) -> None:
    before = rows_besides_staged()
    pk = asked.pk
    meanwhile(asked.delete)

    staging.write_files.call(str(pk))

    assert rows_besides_staged() == before


def test_the_check_of_files_that_are_checked_already_changes_nothing(
    asked: StagedImport, run_tasks: RunTasks
) -> None:
    staging.check_files.call(str(asked.pk))

    asked.refresh_from_db()
    assert (asked.state, asked.version) == (State.WRITING, 1)
