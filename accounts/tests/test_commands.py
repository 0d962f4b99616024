"""What the site's own commands say when they cannot do their work."""

from tempfile import gettempdir

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from accounts.factories import UserFactory

COMMANDS: dict[str, list[str]] = {
    "backup": [f"{gettempdir()}/never-written.zip"],
    "check_integrity": [],
    "demo": [],
    "import_csv": ["fixtures"],
    "rebuild_search": [],
    "restore": ["no-such-backup.zip"],
    "worker": ["--batch"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", COMMANDS)
def test_a_database_without_the_newest_migration_is_told_in_a_sentence(name: str) -> None:
    UserFactory.create()  # one without rows is brought up to date by a restore
    MigrationRecorder(connection).migration_qs.filter(app="centres").delete()

    with pytest.raises(CommandError, match=r"Run `manage.py migrate` first"):
        call_command(name, *COMMANDS[name])


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"worker"}))
def test_a_database_that_is_away_is_told_in_a_sentence(name: str) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError("connection refused")

    with (
        connection.execute_wrapper(refuse),
        pytest.raises(CommandError, match=r"does not answer: connection refused"),
    ):
        call_command(name, *COMMANDS[name])


@pytest.mark.parametrize("name", ["demo", "import_csv"])
@pytest.mark.parametrize("workers", ["0", "-1", "65", "100000", "many"])
def test_a_number_of_processes_that_makes_no_sense_is_refused(name: str, workers: str) -> None:
    with pytest.raises(CommandError, match="Choose a whole number from 1 to 64"):
        call_command(name, *COMMANDS[name], f"--workers={workers}")
