"""Migrations that run while the site answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection, migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext

from accounts.concurrently import AddIndex, AddIndexElsewhere, RemoveIndex, RemoveIndexOfKey
from accounts.factories import PatientFactory
from accounts.models import Profession, User

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)
NAME = "made_by_a_test"
OPERATION = AddIndex("user", models.Index(fields=["date_joined"], name=NAME))
REMOVAL = RemoveIndex("user", NAME)
OF_KEY = RemoveIndexOfKey(
    "provider", "profession", models.ForeignKey(Profession, models.PROTECT, db_index=False)
)
OF_LOG = AddIndexElsewhere("admin", "logentry", models.Index(fields=["action_flag"], name=NAME))
# Of a release that has served, when no table was large.
RELEASED = {("appointments", "0005_index_of_places")}


def run(operation: Operation, *, back: bool = False) -> None:
    """The operation alone, as in a migration of the app with `atomic = False`."""
    state = ProjectState.from_apps(apps)
    OPERATION.state_forwards("accounts", state)
    act = operation.database_backwards if back else operation.database_forwards
    with connection.schema_editor(atomic=False) as editor:
        act("accounts", editor, state, state)


def has_index(table: str = "accounts_user") -> bool:
    with connection.cursor() as cursor:
        return NAME in connection.introspection.get_constraints(cursor, table)


@pytest.fixture
def _no_index() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


@contextmanager
def somebody_else() -> Iterator[BaseDatabaseWrapper]:
    """Another connection in the midst of a transaction, for which nobody waits long."""
    other = connection.copy()
    other.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        try:
            yield other
        finally:
            other.close()
            cursor.execute("SET lock_timeout TO DEFAULT")


def new_indexes(migration: migrations.Migration) -> list[Any]:
    """Those of tables that there were before, made or taken away."""
    made = {
        operation.name_lower
        for operation in migration.operations
        if isinstance(operation, migrations.CreateModel)
    }
    return [
        operation
        for operation in migration.operations
        if isinstance(operation, migrations.AddIndex | migrations.RemoveIndex)
        and operation.model_name_lower not in made
    ]


def test_no_migration_of_ours_makes_an_index_of_a_table_in_use_plainly() -> None:
    found = MigrationLoader(None).disk_migrations.items()
    ours = {key: one for key, one in found if (settings.BASE_DIR / key[0]).is_dir()}
    plain = {
        key
        for key, one in ours.items()
        if any(
            one.atomic or not isinstance(index, AddIndex | RemoveIndex)
            for index in new_indexes(one)
        )
    }

    assert plain == RELEASED
    assert ("accounts", "0006_indexes_to_look_for") in ours


@pytest.mark.usefixtures("_no_index")
@pytest.mark.parametrize(
    ("operation", "table"), [(OPERATION, "accounts_user"), (OF_LOG, "django_admin_log")]
)
def test_an_index_is_made_once_and_taken_back(operation: AddIndex, table: str) -> None:
    run(operation)
    assert has_index(table)

    with CaptureQueriesContext(connection) as queries:
        run(operation)
    assert not [query for query in queries if "CREATE" in query["sql"]]

    for _ in range(2):
        run(operation, back=True)
        assert not has_index(table)


@pytest.mark.usefixtures("_no_index")
def test_an_index_is_taken_away_once_and_made_again() -> None:
    run(OPERATION)

    for _ in range(2):
        run(REMOVAL)
        assert not has_index()

    for _ in range(2):
        run(REMOVAL, back=True)
        assert has_index()


def test_a_key_loses_its_index_and_gets_it_back_and_the_table_stays_as_it_is() -> None:
    def own() -> int:
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, "accounts_provider")
        return [one["columns"] for one in found.values() if one["index"]].count(["profession_id"])

    with CaptureQueriesContext(connection) as queries:
        for back, there in [(False, 0), (False, 0), (True, 1), (True, 1)]:
            run(OF_KEY, back=back)
            assert own() == there

    assert not [query for query in queries if " TABLE " in query["sql"]]


@on_postgresql
@pytest.mark.usefixtures("_no_index")
def test_an_index_is_made_while_others_write_and_again_after_it_was_given_up() -> None:
    user = PatientFactory.create().user
    with somebody_else() as other:
        with other.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET phone = '' WHERE id = %s", [user.pk])
        with pytest.raises(OperationalError):  # it waits for them, and nobody for it
            run(OPERATION)
        assert has_index()  # and yet not whole
        with pytest.raises(OperationalError):
            run(OPERATION)
        other.rollback()

        run(OPERATION)

    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass", [NAME])
        assert cursor.fetchone() == (True,)


@on_postgresql
def test_names_are_filled_in_parts_each_of_which_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    migration = import_module("accounts.migrations.0005_fold_names")
    monkeypatch.setattr(migration, "BATCH", 2)
    users = [PatientFactory.create(user__full_name="Zoë Example").user for _ in range(5)]
    User.objects.update(folded_name="", folded_surname="")
    done = User.objects.exclude(folded_name="")

    with somebody_else() as other:
        with other.cursor() as cursor:
            cursor.execute("SELECT FROM accounts_user WHERE id = %s FOR UPDATE", [users[4].pk])
        with pytest.raises(OperationalError):
            migration.fold_names(apps, connection.schema_editor(atomic=False))
        assert done.count() == 4
        other.rollback()

        with CaptureQueriesContext(connection) as queries:
            migration.fold_names(apps, connection.schema_editor(atomic=False))

    assert done.count() == 5
    assert len([query for query in queries if "UPDATE" in query["sql"]]) == 1
