"""Tables of what was measured, in Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

HEAD = [
    *("what", "requests/s a core", "p50 ms", "p95", "p99", "F ms", "x F", "work x F", "queries"),
    *("SQL ms", "SQL p95", "x Q", "kB", "x F, goal"),
]
ON_SQLITE = 4  # times the floor, which any page may take there


def table(results: Mapping[str, Any]) -> str:
    """Everything of one run."""
    least = ON_SQLITE if results["database"] == "sqlite" else 0
    parts = [markdown(HEAD, [_page_row(page, least) for page in results["pages"]])]
    if results["crowds"]:
        head = ["at one time", "answers", "doubles", "requests/s", "p50 ms", "p99", "p99 / p50"]
        parts.append(markdown(head, [_crowd_row(crowd) for crowd in results["crowds"]]))
    memory = [[when, f"{held:.0f}"] for when, held in results["memory"].items()]
    parts.append(markdown(["memory of the worker", "MB"], memory))
    if results["grown"]:
        parts.append(f"Filled at {results['grown']:,.0f} rows/s.\n")
    if results["commands"]:
        parts.append(table_of_commands(results["commands"]))
    parts.append(f"{results['explained']} queries explained, {len(results['faults'])} faults.\n")
    parts += [f"{fault}\n" for fault in results["faults"]]
    return "\n".join(parts)


def table_of_commands(works: Sequence[Mapping[str, Any]]) -> str:
    head = ["command", "rows", "s", "s of processors", "rows/s of these", "MB", "x pure hashing"]
    rows = [
        [
            work["name"],
            f"{work['rows']:,}",
            f"{work['wall']:.1f}",
            f"{work['cpu']:.1f}",
            f"{work['rows'] / work['cpu']:,.0f}",
            f"{work['peak'] / 1000:.0f}",
            f"{work['wall'] / work['pure']:.2f}" if work["pure"] else "",
        ]
        for work in works
    ]
    return markdown(head, rows)


def _page_row(page: Mapping[str, Any], least: float) -> list[str]:
    """With a goal of no less than `least`."""
    by_hand = page["by_hand"]
    return [
        page["name"],
        f"{page['a_core']:.0f}",
        *(f"{page[each]:.1f}" for each in ("p50", "p95", "p99", "floor")),
        *(f"{page[each]:.2f}" for each in ("floors", "floors_of_work")),
        str(page["queries"]),
        *(f"{page[each]:.2f}" for each in ("sql", "sql_p95")),
        f"{page['sql'] / by_hand:.1f}" if by_hand else "",
        f"{page['kilobytes']:.1f}",
        goal(page["floors"], max(page["most"], least)) if page["most"] else "",
    ]


def goal(value: float, most: float) -> str:
    """What `value` may be at most, and whether it is more."""
    return f"{most:.1f}" if value <= most else f"**{most:.1f} missed**"


def _crowd_row(crowd: Mapping[str, Any]) -> list[str]:
    answers = ", ".join(f"{number} x {status}" for status, number in crowd["answers"].items())
    return [
        crowd["name"],
        answers,
        str(crowd["doubles"]),
        *(f"{crowd[each]:.0f}" for each in ("a_second", "p50", "p99")),
        f"{crowd['p99'] / crowd['p50']:.1f}",
    ]


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """The first column to the left, numbers to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    lines = [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]
    return "\n".join(lines) + "\n"
