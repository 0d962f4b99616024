"""From the bytes of a CSV file, as spreadsheets write them, to rows with line numbers."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from centres.importing.layout import ALIASES, LAYOUTS, SECRET_COLUMNS, Layout, key_part
from centres.importing.report import Finding, Report, Row

MOST_COLUMNS = 100  # each of which is told of when it is not known; no file has a tenth of them
NOT_UTF_8 = "This is not UTF-8. Save the file as “CSV UTF-8”."


@dataclass
class Table:
    """The rows of one file, each key once. `keys` are those of all rows, unusable ones too, so
    that a fault in one file does not make a second one in a file that refers to it."""

    layout: Layout
    has_keys: bool = False
    rows: list[Row] = field(default_factory=list)
    keys: set[tuple[str, ...]] = field(default_factory=set)

    def may_hold(self, *key: str) -> bool:
        """Whether a row with this key stands in the file, or might, had it been readable."""
        return key in self.keys or not (self.has_keys or self.layout.optional)


def read_folder(folder: Path) -> dict[str, bytes]:
    """The folder's CSV files by name. Raises `OSError` when it cannot be read."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() == ".csv" and path.is_file()
    }


def read_tables(files: Mapping[str, bytes], report: Report) -> dict[str, Table]:
    """Every known file as a table, by its name, with the faults of form reported."""
    known = {layout.file for layout in LAYOUTS}
    for name in sorted(files.keys() - known):
        report.add_warning(Finding(name, text="This file is not known and was not read."))
    return {layout.file: _read_table(layout, files, report) for layout in LAYOUTS}


def _read_table(layout: Layout, files: Mapping[str, bytes], report: Report) -> Table:
    if layout.file not in files:
        if not layout.optional:
            report.add_fault(Finding(layout.file, text="This file is missing. Add it."))
        return Table(layout)
    if files[layout.file].startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        report.add_fault(Finding(layout.file, 1, text=NOT_UTF_8))
        return Table(layout)
    lines = _lines(files[layout.file], layout.file, report)
    header_line, header = next(lines, (1, []))
    if problem := _no_header(header):
        report.add_fault(Finding(layout.file, header_line, text=problem))
        return Table(layout)
    columns = _read_header(layout, header_line, header, report)
    table = Table(layout, has_keys=set(layout.key) <= set(columns))
    first: dict[tuple[str, ...], Row] = {}
    for line, cells in lines:
        row = _read_row(layout, line, dict(zip(columns, cells, strict=False)), report)
        table.keys.add(row.key)
        if len(cells) != len(columns):
            _report_ragged(row, columns, cells, report)
        elif _is_first(row, first.get(row.key), layout, report):
            first[row.key] = row
            table.rows.append(row)
    if not table.has_keys:
        table.rows.clear()
    return table


def _no_header(cells: list[str]) -> str:
    """Why a first line is no list of columns; nothing when it may be one."""
    if len(cells) == 1 and (sign := re.search("[;\t]", cells[0])):
        name = "semicolons" if sign[0] == ";" else "tabs"
        return f"Here {name} stand between the columns. Save the file with commas."
    if len(cells) > MOST_COLUMNS:
        return f"This line has {len(cells)} columns. Choose the file that the client sent."
    return ""


def _lines(content: bytes, file: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each line that is not blank. A byte that is not UTF-8 becomes a
    surrogate, so that `_unreadable` finds it in its own cell."""
    text = content.decode("utf-8", "surrogateescape").lstrip("\N{BYTE ORDER MARK}")
    reader = csv.reader(io.StringIO(text, newline=None), skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            report.add_fault(Finding(file, line, text=f"This line cannot be read: {error}."))
            continue
        if any(cells):
            yield line, cells


def _read_header(layout: Layout, line: int, cells: list[str], report: Report) -> list[str]:
    """The column's name for each cell; one that is not to be read starts with `?`, and is told
    by what the file calls it."""
    columns: list[str] = []
    for cell in cells:
        name = ALIASES.get(cell.lower(), cell.lower())
        title = cell or f"number {len(columns) + 1}"
        if not name:
            problem = "This column has no name. Name it, or take it out."
        elif name in columns:
            problem = "This column is there twice. Keep one of the two."
        elif name not in layout.columns + layout.further:
            known = ", ".join(layout.columns + layout.further)
            problem = f"This column is not known. Known are: {known}."
        else:
            columns.append(name)
            continue
        columns.append(f"?{title}")
        report.add_fault(Finding(layout.file, line, title, "", problem))
    for name in layout.columns:
        if name not in columns:
            problem = "This column is missing. Add it to the first line."
            report.add_fault(Finding(layout.file, line, name, "", problem))
    return columns


def _read_row(layout: Layout, line: int, cells: dict[str, str], report: Report) -> Row:
    values = {}
    for column, value in cells.items():
        problem = _unreadable(value)
        if problem:
            # What is not known may be a password: in UTF-16 no column has its name.
            is_secret = column in SECRET_COLUMNS or column.startswith("?")
            shown = "" if is_secret else value
            title = column.removeprefix("?")
            report.add_fault(Finding(layout.file, line, title, shown, problem))
        elif not column.startswith("?"):
            values[column] = value
    key = tuple(key_part(column, values.get(column, "")) for column in layout.key)
    return Row(layout.file, line, values, key)


def _unreadable(value: str) -> str:
    """What is wrong with the characters of a value; nothing when all can be stored."""
    if value.isprintable():
        return ""
    categories = {unicodedata.category(character) for character in value}
    if "Cs" in categories:
        return NOT_UTF_8
    if "\n" in value:
        return "There is a line break in this value. Close the quotation mark that opens it."
    if "Cc" in categories:
        return "There is a control character, such as NUL, in this value. Type it again."
    return ""


def _report_ragged(row: Row, columns: list[str], cells: list[str], report: Report) -> None:
    place = columns[len(cells)] if len(cells) < len(columns) else f"number {len(columns) + 1}"
    problem = f"Give this row {len(columns)} values, one for each column. It has {len(cells)}."
    report.add_fault(Finding(row.file, row.line, place.removeprefix("?"), "", problem))


def _is_first(row: Row, earlier: Row | None, layout: Layout, report: Report) -> bool:
    """Whether the row is the first with its key; a later one that says something else is a fault,
    one that says the same is left out."""
    if earlier is None or not all(row.key):
        return True
    for column in row.values.keys() - set(layout.key):
        if row[column] != earlier[column]:
            problem = f"This contradicts line {earlier.line}. Keep one of the two rows."
            report.fault(row, column, problem)
    return False
