"""A plan as a list for a page: what is wrong first, then each row and what becomes of it."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import NamedTuple, Self

from centres.importing.exceptions import NotImported
from centres.importing.layout import LAYOUTS
from centres.importing.plan import Plan
from centres.importing.report import Finding, Judged, Outcome, printable

REFUSED, WARNING = "refused", "warning"
# The order of the list; whoever looks for what is new finds it before all that is there already.
OUTCOMES = [REFUSED, WARNING, *Outcome]
FILES = [layout.file for layout in LAYOUTS]
KEYS = {layout.file: layout.key for layout in LAYOUTS}
TEXTS = {
    Outcome.CHANGED: "The file's value replaces the one that is there, or fills a blank.",
    Outcome.KEPT: "Something else is there already, and stays.",
}
MOST_ENTRIES = 300_000  # more than the rows of the longest import, each of which is listed
# Ten seconds of hashing, or a minute on a busy machine, in which a worker sends no mail.
MOST_PASSWORDS = 200


class Entry(NamedTuple):
    """One line of the list. `what` is the row's key, or the value that is wrong."""

    outcome: str
    file: str
    line: int  # 0: the whole file
    column: str
    what: str
    text: str


@dataclass(frozen=True)
class Listing:
    """What an import would do, without the files. `counts` has how many rows of each file have
    each of `OUTCOMES`; `passwords` is how many an import would hash, and `left_out` how many
    entries there are beyond the longest list that is kept."""

    entries: list[Entry]
    counts: dict[str, dict[str, int]]
    has_effect: bool
    passwords: int
    left_out: int

    def check(self) -> None:
        """Raises `NotImported` unless it may be applied as it is."""
        if self.total(REFUSED):
            raise NotImported(
                "There are faults in the files. Mend them, then upload the files again."
            )
        if not self.has_effect:
            raise NotImported("Everything is there already: there is nothing to import.")
        if self.passwords > MOST_PASSWORDS:
            raise NotImported(
                f"{self.passwords} new accounts have a password, and this page takes at most "
                f"{MOST_PASSWORDS}. Leave the column empty, so that people choose their own by "
                "“I forgot my password, or have none yet”, or have an operator run import_csv."
            )

    def total(self, outcome: str) -> int:
        """How many rows of all files have this outcome."""
        return sum(counts.get(outcome, 0) for counts in self.counts.values())

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        stored = json.loads(text)
        return cls(**{**stored, "entries": [Entry(*entry) for entry in stored["entries"]]})


def list_plan(plan: Plan) -> Listing:
    """The faults, the warnings and the rows of a plan."""
    faults = plan.report.faults
    entries = [
        *(_found(REFUSED, fault) for fault in faults),
        *(_found(WARNING, warning) for warning in plan.report.warnings),
        *sorted(_rows(plan.report.judged), key=_place),
    ]
    refused = Counter(file for file, _ in {(fault.file, fault.line) for fault in faults})
    rows = plan.report.rows
    present = [file for file in FILES if refused[file] or plan.folder.tables[file].has_keys]
    return Listing(
        entries=entries[:MOST_ENTRIES],
        counts={
            file: {REFUSED: refused[file], **{outcome: rows[file, outcome] for outcome in Outcome}}
            for file in present
        },
        has_effect=plan.has_effect,
        passwords=sum(bool(account.row["password"]) for account in plan.people.new),
        left_out=max(0, len(entries) - MOST_ENTRIES),
    )


def _found(outcome: str, finding: Finding) -> Entry:
    return Entry(
        outcome,
        printable(finding.file),
        finding.line,
        printable(finding.column),
        printable(finding.value),
        finding.text,
    )


def _rows(judged: list[Judged]) -> Iterator[Entry]:
    for row, outcome, columns in ((one.row, one.outcome, one.columns) for one in judged):
        what = ", ".join(printable(row[column]) for column in KEYS[row.file])
        yield Entry(outcome, row.file, row.line, ", ".join(columns), what, TEXTS.get(outcome, ""))


def _place(entry: Entry) -> tuple[int, int, int]:
    return OUTCOMES.index(entry.outcome), FILES.index(entry.file), entry.line
