"""Lists of the admin as files for a spreadsheet."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Model, QuerySet
from django.utils.text import capfirst

CHUNK = 1000  # rows that are read from the database at a time
# What makes a spreadsheet take a text for a formula (OWASP, CSV injection), or hides that it does.
STARTS_A_FORMULA = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")

# What no workbook can hold (XML 1.0, section 2.2).
IN_NO_FILE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

# The types of the files (RFC 4180, and the registry of ECMA-376).
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Cell = str | datetime  # of a clock on a wall, without a zone: a workbook knows none


def escaped(text: str) -> str:
    """A text that a spreadsheet shows and never computes, without characters that no file holds."""
    kept = IN_NO_FILE.sub("", text)
    return f"'{kept}" if STARTS_A_FORMULA.match(kept) else kept


def table(
    model_admin: ModelAdmin[Any], rows: QuerySet[Any], columns: Sequence[str]
) -> Iterator[list[Cell]]:
    """The head and the rows as the admin's list shows them; texts are escaped."""
    yield [
        escaped(capfirst(str(label_for_field(name, model_admin.model, model_admin))))
        for name in columns
    ]
    for row in rows.iterator(chunk_size=CHUNK):
        yield [_shown(model_admin, row, name) for name in columns]


def _shown(model_admin: ModelAdmin[Any], row: Model, name: str) -> Cell:
    field, _, value = lookup_field(name, row, model_admin)
    if field is not None and field.choices:
        value = getattr(row, f"get_{name}_display")()
    if isinstance(value, datetime):
        return value
    return "" if value is None else escaped(str(value))


def as_csv(lines: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Line by line; with the mark (BOM) by which spreadsheets know UTF-8. Times as ISO 8601 has
    them, with a blank for the T, which spreadsheets read as times."""
    yield b"\xef\xbb\xbf"
    for line in lines:
        written = StringIO()
        csv.writer(written).writerow(map(_written, line))
        yield written.getvalue().encode()


def _written(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.isoformat(" ", "minutes")


def as_xlsx(lines: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """A workbook of one sheet, in which every cell is a text or a time."""
    from openpyxl import Workbook  # seven megabytes, for what few ask for

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])  # characters that a sheet's name may have
    for line in lines:
        sheet.append(line)
    written = BytesIO()
    book.save(written)
    return written.getvalue()
