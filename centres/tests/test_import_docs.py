"""docs/import.md tells every file and column, and its examples are right."""

import csv
import io
import re

import pytest
from django.conf import settings

from centres.importing.layout import ALIASES, LAYOUTS
from centres.importing.plan import plan

DOCUMENTATION = (settings.BASE_DIR / "docs" / "import.md").read_text()


def sections() -> dict[str, str]:
    """What is said of each file, by its name."""
    _, *texts = DOCUMENTATION.split("\n### ")
    return {text.split()[0]: text for text in texts}


def examples(section: str) -> dict[str, str]:
    """The first example of each column that has one."""
    found: dict[str, str] = {}
    for line in section.splitlines():
        cells = [re.findall("`([^`]+)`", cell) for cell in line.split("|")]
        if len(cells) > 4:
            found |= zip(cells[1], cells[4], strict=False)
    return found


def as_csv(rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([rows.keys(), rows.values()])
    return text.getvalue().encode()


def test_every_file_and_column_is_described() -> None:
    described = sections()

    missing = [
        (layout.file, column)
        for layout in LAYOUTS
        for column in layout.columns + layout.further
        if f"`{column}`" not in described[layout.file]
    ]

    assert missing == []
    assert all(f"`{alias}`" in DOCUMENTATION for alias in ALIASES)


@pytest.mark.django_db
def test_the_examples_are_a_folder_without_faults() -> None:
    files = {file: as_csv(examples(section)) for file, section in sections().items()}

    planned = plan(files)

    assert planned.report.faults == []
