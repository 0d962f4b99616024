"""What the tables say of goals."""

from typing import Any

import pytest

from bench.load import Figures
from bench.report import table

PAGE = dict.fromkeys(Figures.__dataclass_fields__, 1) | {"name": "a page", "most": 2.0}


def told(database: str, floors: float) -> str:
    """The last column of the page's row."""
    results: dict[str, Any] = dict.fromkeys(["crowds", "grown", "commands"])
    results |= {"database": database, "memory": {}, "explained": 0, "faults": []}
    rows = table(results | {"pages": [PAGE | {"floors": floors}]}).splitlines()
    return rows[2].split("|")[-2].strip()


@pytest.mark.parametrize(
    ("database", "floors", "said"),
    [
        ("postgresql", 2.0, "2.0"),
        ("postgresql", 2.01, "**2.0 missed**"),
        ("sqlite", 4.0, "4.0"),
        ("sqlite", 4.01, "**4.0 missed**"),
    ],
)
def test_a_page_that_takes_more_than_its_database_allows_has_missed_its_goal(
    database: str, floors: float, said: str
) -> None:
    assert told(database, floors) == said
