"""What is backed up: every table of a model, but for those whose rows are not to last."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models

from accounts.models import Profession
from centres.models import StagedImport

# A cookie from before must open nothing in a restored site, where its account may be another's.
# Files that wait to be imported are kept for an hour, and not as long as a backup.
LEFT_OUT: tuple[type[models.Model], ...] = (Session, UserSession, StagedImport)
# Of which a database that is still empty has rows, from its migrations.
FILLED_BY_MIGRATE: tuple[type[models.Model], ...] = (ContentType, Permission, Profession)

# How a field is kept, by what Django calls its type.
KINDS = {
    **dict.fromkeys(["AutoField", "BigAutoField", "IntegerField", "BigIntegerField"], "number"),
    **dict.fromkeys(["PositiveIntegerField", "PositiveSmallIntegerField"], "number"),
    **dict.fromkeys(["CharField", "TextField"], "text"),
    "BooleanField": "truth",
    "UUIDField": "uuid",
    "DateTimeField": "moment",
    "DateField": "day",
    "TimeField": "time",
    "JSONField": "json",
    "BinaryField": "bytes",
}


class Column(NamedTuple):
    name: str
    kind: str


class Source(NamedTuple):
    """A table, with the columns of its primary key."""

    model: type[models.Model]
    columns: tuple[Column, ...]
    key: tuple[Column, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def places(self, kind: str) -> list[int]:
        """Where in a row the values of that kind stand."""
        return [place for place, column in enumerate(self.columns) if column.kind == kind]


def sources() -> list[Source]:
    """The tables that are backed up."""
    return [_source(model) for model in _stored() if model not in LEFT_OUT]


def _stored() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _source(model: type[models.Model]) -> Source:
    columns = tuple(map(_column, model._meta.local_concrete_fields))
    return Source(model, columns, tuple(map(_column, model._meta.pk_fields)))


def _column(field: "models.Field[Any, Any]") -> Column:
    kept: Any = field
    while kept.is_relation:  # whose column is that of what it points to
        kept = kept.target_field
    return Column(str(field.column), KINDS[kept.get_internal_type()])
