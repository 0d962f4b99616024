"""Indexes that are made, and taken away, while the site answers.

A migration with one of these has `atomic = False`, and can be started again wherever it was
stopped, forwards and backwards: each index is there or is not, whatever became of the others.
"""

from typing import Any

from django.db import migrations, models
from django.db.migrations.state import ProjectState
from django.db.models import Model

# Whether an index is there, and whole. PostgreSQL keeps one that was not made to its end, by a kill
# or by a lock that it could not have in time: nothing reads it, and every write pays for it.
IS_WHOLE = {
    "postgresql": "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)",
    "sqlite": "SELECT true FROM sqlite_master WHERE type = 'index' AND name = %s",
}


class AddIndex(migrations.AddIndex):
    """Django's, for which no write has to wait on PostgreSQL. SQLite makes it plainly."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _make(schema_editor, to_state.apps.get_model(app_label, self.model_name), self.index)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _drop(schema_editor, from_state.apps.get_model(app_label, self.model_name), self.index)


class AddIndexElsewhere(AddIndex):
    """The same for a table of an app that is not ours, whose models tell nothing of it."""

    def __init__(self, app_label: str, model_name: str, index: models.Index) -> None:
        super().__init__(model_name, index)
        self.app_label = app_label

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_forwards(self.app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_backwards(self.app_label, schema_editor, from_state, to_state)


class RemoveIndex(migrations.RemoveIndex):
    """Django's, for which nobody has to wait on PostgreSQL."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _drop(schema_editor, *self._removed(app_label, from_state))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _make(schema_editor, *self._removed(app_label, to_state))

    def _removed(self, app_label: str, before: ProjectState) -> tuple[type[Model], models.Index]:
        index = before.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        return before.apps.get_model(app_label, self.model_name), index


class RemoveIndexOfKey(migrations.AlterField):
    """Has a foreign key, `field` with `db_index=False`, do without the index that Django made for
    it, where that of more columns begins with it. Django's own would check the key of every row
    anew on PostgreSQL, while all writes wait, and have SQLite copy the table."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _drop(schema_editor, *self._removed(app_label, schema_editor, from_state))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _make(schema_editor, *self._removed(app_label, schema_editor, to_state))

    def _removed(
        self, app_label: str, schema_editor: Any, before: ProjectState
    ) -> tuple[type[Model], models.Index]:
        model = before.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        name = schema_editor._create_index_name(model._meta.db_table, [column])
        return model, models.Index(fields=[self.name], name=name)


def _make(schema_editor: Any, model: type[Model], index: models.Index) -> None:
    """Make an index unless it is there; one that is not whole is made anew."""
    is_whole = None if schema_editor.collect_sql else _is_whole(schema_editor, index)
    if is_whole is False:
        schema_editor.remove_index(model, index, **_beside(schema_editor))
    if not is_whole:
        schema_editor.add_index(model, index, **_beside(schema_editor))


def _drop(schema_editor: Any, model: type[Model], index: models.Index) -> None:
    """Take an index away if it is there."""
    if schema_editor.collect_sql or _is_whole(schema_editor, index) is not None:
        schema_editor.remove_index(model, index, **_beside(schema_editor))


def _is_whole(schema_editor: Any, index: models.Index) -> bool | None:
    """None for an index that is not there at all."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(IS_WHOLE[schema_editor.connection.vendor], [index.name])
        row = cursor.fetchone()
    return bool(row[0]) if row else None


def _beside(schema_editor: Any) -> dict[str, bool]:
    """How PostgreSQL is told to make or drop an index beside the writes to its table."""
    return {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
