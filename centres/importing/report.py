"""What an import says: faults, warnings, and what becomes of each row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from centres.importing.layout import SECRET_COLUMNS

LONGEST_SHOWN = 60  # characters of a name or a value in a message


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"  # the file's facts replace or complete those in the database
    KEPT = "kept"  # the database holds something else, and that stays
    SAME = "same"


@dataclass(frozen=True)
class Row:
    """A row of a file. `values` lacks columns that the file does not have, and unreadable ones."""

    file: str
    line: int  # on which the row starts, from 1
    values: dict[str, str]
    key: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True, order=True)
class Finding:
    """A fault or a warning, and where it is."""

    file: str
    line: int = 0  # 0: the whole file
    column: str = ""
    value: str = ""
    text: str = ""

    def __str__(self) -> str:
        place = printable(self.file)
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {printable(self.column)}"
        value = f"“{printable(self.value)}”: " if self.value else ""
        return f"{place}: {value}{self.text}"


@dataclass(frozen=True)
class Judged:
    """What becomes of a row, and the columns because of which it is no `SAME`."""

    row: Row
    outcome: Outcome
    columns: tuple[str, ...] = ()


def _at(row: Row, column: str, text: str) -> Finding:
    value = "" if column in SECRET_COLUMNS else row[column]
    return Finding(row.file, row.line, column, value, text)


def printable(text: str) -> str:
    """What a file says as a terminal can print it: on one line, and not at any length."""
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return printable if len(printable) <= LONGEST_SHOWN else printable[:LONGEST_SHOWN] + "…"


@dataclass
class Report:
    """Collects findings in any order and gives them back by file and line."""

    _faults: list[Finding] = field(default_factory=list)
    _warnings: list[Finding] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    @property
    def faults(self) -> list[Finding]:
        return sorted(set(self._faults))

    @property
    def warnings(self) -> list[Finding]:
        return sorted(set(self._warnings))

    @property
    def rows(self) -> Counter[tuple[str, Outcome]]:
        """How many rows of each file have each outcome."""
        return Counter((judged.row.file, judged.outcome) for judged in self.judged)

    def add_fault(self, finding: Finding) -> None:
        self._faults.append(finding)

    def add_warning(self, finding: Finding) -> None:
        self._warnings.append(finding)

    def fault(self, row: Row, column: str, text: str) -> None:
        self._faults.append(_at(row, column, text))

    def warn(self, row: Row, column: str, text: str) -> None:
        self._warnings.append(_at(row, column, text))

    def judge(self, row: Row, outcome: Outcome, columns: Iterable[str] = ()) -> None:
        self.judged.append(Judged(row, outcome, tuple(columns)))

    def total(self, outcome: Outcome) -> int:
        """How many rows of all files have this outcome."""
        return sum(judged.outcome == outcome for judged in self.judged)

    def continued(self) -> Self:
        """A report that starts with the findings of this one, to add to."""
        return type(self)(list(self._faults), list(self._warnings), list(self.judged))
