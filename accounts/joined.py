"""Rows with those that they name, made of plain values: `Compiled` gives no others, and Django
takes longer to put `select_related` of eight tables together than a database to answer it."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


class _Part(NamedTuple):
    """A foreign key of the row at a path, and the model of the row that it names."""

    path: str
    owner: str
    field: Any
    model: type[Model]


class Joined(Generic[M]):
    """Of `model`, with the rows at `paths` ("patient", "patient__user"), each after its owner."""

    def __init__(self, model: type[M], *paths: str) -> None:
        self._model = model
        self._parts: list[_Part] = []
        models: dict[str, type[Model]] = {"": model}
        for path in paths:
            owner, _, name = path.rpartition("__")
            field: Any = models[owner]._meta.get_field(name)
            models[path] = field.related_model
            self._parts.append(_Part(path, owner, field, field.related_model))
        # What to ask `values_list` for.
        self.columns = [
            f"{path}__{name}" if path else name
            for path, each in models.items()
            for name in _columns(each)
        ]

    def made(self, row: Sequence[Any], using: str) -> M:
        """The row whose `columns` these are, as if it were read from the database `using`."""
        values = iter(row)
        made: M = _next(self._model, values, using)
        rows: dict[str, Any] = {"": made}
        for path, owner, field, model in self._parts:
            named = _next(model, values, using)
            holder = rows[owner]
            is_there = holder is not None and getattr(holder, field.attname) is not None
            rows[path] = named if is_there else None
            if holder is not None:
                setattr(holder, field.name, rows[path])
        return made


def _next(model: type[Any], values: Iterator[Any], using: str) -> Any:
    names = _columns(model)
    return model.from_db(using, names, [*islice(values, len(names))])


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
