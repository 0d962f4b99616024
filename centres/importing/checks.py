"""Asking the models' own validators about the values of a row, and the database in portions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import EmailField, Model, QuerySet, TimeField

from accounts.models import Patient, User
from accounts.words import EMAIL, REFUSALS
from centres.importing.report import Report, Row
from centres.models import Affiliation
from centres.search.index import BATCH

M = TypeVar("M", bound=Model)

TIME = "Write a time like 09:00 or 17:30."

# What a row fills in where the database has a blank, and else leaves as it is.
FILLED_IN: dict[type[Model], list[str]] = {
    User: ["full_name", "phone"],
    Patient: ["medicare_number"],
    Affiliation: ["provider_number"],
}


@dataclass(frozen=True)
class Draft(Generic[M]):
    """A row whose values hold, as an instance that is not saved."""

    row: Row
    instance: M


def fields_hold(
    instance: Model,
    row: Row,
    columns: Mapping[str, str],
    report: Report,
    *,
    known: Mapping[str, Iterable[str]] | None = None,
) -> bool:
    """Clean the fields in `columns` (field name to the column that it came from) of an unsaved
    instance; False when one does not hold, and then the report says which. Columns that the row
    lacks are not asked about: their absence is reported already, or is no fault. `known` are the
    values, as a file writes them, of fields that take no others."""
    asked = {field for field, column in columns.items() if column in row.values}
    others = {field.name for field in instance._meta.fields} - asked
    try:
        instance.clean_fields(exclude=others)
    except ValidationError as error:
        for name, refusals in error.error_dict.items():
            field = instance._meta.get_field(name)
            words = " ".join(_words(field, refusal) for refusal in refusals)
            if known and name in known and refusals[0].code == "invalid_choice":
                words = f"This is not known. Known are: {', '.join(known[name])}."
            report.fault(row, columns[name], words)
        return False
    return True


def _words(field: object, refusal: ValidationError) -> str:
    if refusal.code in REFUSALS:
        return REFUSALS[refusal.code] % (refusal.params or {})
    if isinstance(field, EmailField):
        return EMAIL
    if isinstance(field, TimeField) and refusal.code in {"invalid", "invalid_time"}:
        return TIME
    return " ".join(refusal.messages)


def find(rows: QuerySet[M, Any], field: str, values: Iterable[object]) -> Iterator[M]:
    """The rows whose `field` is among `values`."""
    values = list(values)
    for start in range(0, len(values), BATCH):
        yield from rows.filter(**{f"{field}__in": values[start : start + BATCH]})


def fill_blanks(instance: Model, stated: Model) -> tuple[list[str], list[str]]:
    """Give `instance` what `stated` holds where it holds nothing itself. Returns the fields whose
    blank was filled, and those whose value differs and was left as it is. Each is called as the
    files call its column."""
    filled: list[str] = []
    kept: list[str] = []
    for field in FILLED_IN[type(instance)]:
        old, new = getattr(instance, field), getattr(stated, field)
        if new and not old:
            setattr(instance, field, new)
            filled.append(field)
        elif new and new != old:
            kept.append(field)
    return filled, kept
