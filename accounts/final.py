"""Rows that are written once and stay as they are: the ORM refuses here, triggers refuse to SQL.

The triggers are made after every `migrate`, since SQLite drops those of a table that a migration
makes anew. Nothing may cascade into a final row: foreign keys of these models are PROTECT.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.apps import AppConfig, apps
from django.db import connection, models, transaction
from django.db.models import Q, UniqueConstraint
from django.db.models.signals import post_migrate
from django.db.models.sql import Query

# PostgreSQL: what its triggers call, with the names of what is set once. It compares whole rows: of
# a column that a trigger names, no migration could alter the type. The code makes the error an
# IntegrityError.
REFUSE = """
    CREATE OR REPLACE FUNCTION refuse_final_row() RETURNS trigger AS $$ BEGIN
        IF TG_OP = 'UPDATE' AND TG_NARGS > 0
            AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV
            AND to_jsonb(NEW) @> jsonb_strip_nulls(to_jsonb(OLD))
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a final row' USING ERRCODE = 'integrity_constraint_violation';
    END $$ LANGUAGE plpgsql
"""


class RowIsFinal(Exception):
    """Nothing was changed: the row stays as it was written."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"A stored {model._meta.verbose_name} can be neither changed nor deleted.")


Row = TypeVar("Row", bound="Final")


class FinalQuerySet(models.QuerySet[Row]):
    """Reads and adds. Whatever else a queryset does raises `RowIsFinal`."""

    model: type[Row]

    def update(self, **values: Any) -> int:
        """Sets what is set once, where it is not set yet. Raises `RowIsFinal` for all else."""
        if not values or not values.keys() <= set(self.model.set_once):
            raise RowIsFinal(self.model)
        empty = dict.fromkeys((f"{name}__isnull" for name in values), True)
        return super(FinalQuerySet, self.filter(**empty)).update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise RowIsFinal(self.model)

    def _raw_delete(self, using: str | None) -> int:
        raise RowIsFinal(self.model)  # asked by a cascade

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """As Django's, with the question that `save` asks. Raises `RowIsFinal` when it would
        write over what is there."""
        if kwargs.get("update_conflicts"):
            raise RowIsFinal(self.model)
        rows = list(objs)
        for row in rows:
            row.check_new()
        return super().bulk_create(rows, *args, **kwargs)


class Final(models.Model):
    """A row that is never changed, but for the fields in `set_once`: those may go from nothing to
    a value, once, through `FinalQuerySet.update`."""

    set_once: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RowIsFinal(type(self))
        self.check_new()
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RowIsFinal(type(self))

    def check_new(self) -> None:
        """Raises when the row may not be written; asked before every insert."""


def keep(config: AppConfig) -> None:
    """Have the triggers of an app's final models made after each `migrate`; for `ready`."""
    post_migrate.connect(_install_of, sender=config, dispatch_uid=f"final rows of {config.label}")


def install(models: Iterable[type[Final]] | None = None) -> None:
    """Make the triggers of these models, of all unless told; those that are there anew."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            _execute(REFUSE)
        for model in _models() if models is None else models:
            _drop(model)
            for sql in _triggers(model).values():
                _execute(sql)


def lift() -> None:
    """Take the triggers away: for the flush that ends a test, whose own `post_migrate` brings them
    back, and for a migration that must mend final rows, which calls `install` itself."""
    with transaction.atomic():
        for model in _models():
            _drop(model)


@contextmanager
def lifted() -> Iterator[None]:
    """Without the triggers inside."""
    lift()
    try:
        yield
    finally:
        install()


def missing() -> Iterator[str]:
    """A line for each trigger that should be there and is not."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    for model in _models():
        for name in _triggers(model).keys() - found:
            yield f"{model._meta.label}: the trigger {name} is missing. Run manage.py migrate."


def _install_of(sender: AppConfig, **kwargs: Any) -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    install(m for m in _models() if m._meta.app_config == sender and m._meta.db_table in tables)


def _models() -> list[type[Final]]:
    return [model for model in apps.get_models() if issubclass(model, Final)]


def _drop(model: type[Final]) -> None:
    place = f" ON {_quoted(model._meta.db_table)}" if connection.vendor == "postgresql" else ""
    for name in _triggers(model):
        _execute(f"DROP TRIGGER IF EXISTS {_quoted(name)}{place}")


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _triggers(model: type[Final]) -> dict[str, str]:
    """The triggers of a model in the language of the database, by their name."""
    return {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor](model)


def _sqlite(model: type[Final]) -> dict[str, str]:
    """INSERT OR REPLACE deletes without a trigger of its own, so it is met as an insert."""
    name, table = model._meta.db_table, _quoted(model._meta.db_table)
    refuse = "BEGIN SELECT RAISE(ABORT, 'a final row'); END"
    # Each key by its own index: SQLite would read the whole table to ask for all at once.
    there = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {key})"  # noqa: S608 (names of ours alone)
        for key in _same_key(model)
    )
    return {
        f"{name}_no_update": f"CREATE TRIGGER {_quoted(f'{name}_no_update')} "
        f"BEFORE UPDATE ON {table} {_unless_set_once(model)} {refuse}",
        f"{name}_no_delete": f"CREATE TRIGGER {_quoted(f'{name}_no_delete')} "
        f"BEFORE DELETE ON {table} {refuse}",
        f"{name}_no_replace": f"CREATE TRIGGER {_quoted(f'{name}_no_replace')} "
        f"BEFORE INSERT ON {table} WHEN {there} {refuse}",
    }


def _postgresql(model: type[Final]) -> dict[str, str]:
    name, table = model._meta.db_table, _quoted(model._meta.db_table)
    once = ", ".join(f"'{column}'" for column in _once(model))
    refuse = "EXECUTE FUNCTION refuse_final_row()"
    return {
        f"{name}_no_update": f"CREATE TRIGGER {_quoted(f'{name}_no_update')} BEFORE UPDATE "
        f"ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_final_row({once})",
        f"{name}_no_delete": f"CREATE TRIGGER {_quoted(f'{name}_no_delete')} BEFORE DELETE "
        f"ON {table} FOR EACH ROW {refuse}",
        f"{name}_no_truncate": f"CREATE TRIGGER {_quoted(f'{name}_no_truncate')} BEFORE TRUNCATE "
        f"ON {table} FOR EACH STATEMENT {refuse}",
    }


def _fields(model: type[Final]) -> "list[models.Field[Any, Any]]":
    return list(model._meta.local_concrete_fields)


def _once(model: type[Final]) -> list[str]:
    return [str(field.column) for field in _fields(model) if field.name in model.set_once]


def _unless_set_once(model: type[Final]) -> str:
    """SQLite's condition under which an update is refused: always, or where it does more than set
    what is set once."""
    if not model.set_once:
        return ""
    allowed = []
    for field in _fields(model):
        column = _quoted(str(field.column))
        kept = f"OLD.{column} IS NEW.{column}"
        allowed.append(
            f"({kept} OR OLD.{column} IS NULL)" if field.name in model.set_once else kept
        )
    return f"WHEN (NOT ({' AND '.join(allowed)}))"


def _same_key(model: type[Final]) -> Iterator[str]:
    """Conditions under which a stored row has a key of the new one, or SQLite's own number of it,
    which an insert may name too."""
    yield "rowid = NEW.rowid"
    columns = {field.name: _quoted(str(field.column)) for field in _fields(model)}
    for field in _fields(model):
        if field.unique:
            yield f"{columns[field.name]} = NEW.{columns[field.name]}"
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            same = [f"{columns[name]} = NEW.{columns[name]}" for name in constraint.fields]
            if constraint.condition is not None:
                same.append(_sql(model, constraint.condition))
            yield f"({' AND '.join(same)})"


def _sql(model: type[Final], condition: Q) -> str:
    """A condition that compares with nothing but NULL."""
    query = Query(model, alias_cols=False)
    sql, values = query.build_where(condition).as_sql(query.get_compiler("default"), connection)
    if values:
        raise NotImplementedError(f"a trigger cannot hold the values of {condition}")
    return str(sql)
