"""`python -m bench.document`: the kept figures, put into docs/performance.md between its marks, and
the pictures beside them. The words around them are written by hand."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.picture import Bar, bars
from bench.report import goal, markdown, table

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "results"
DOCUMENT = ROOT / "docs" / "performance.md"
IMAGES = ROOT / "docs" / "images"
BEFORE = "before-"
MARKED = re.compile(r"<!-- (all|change|growth): (\S+) -->\n.*?<!-- end -->", re.DOTALL)

GROWTH = 1.3  # times as much as with the smallest data, at most

Pages = Mapping[str, Mapping[str, Any]]


def main() -> None:
    DOCUMENT.write_text(MARKED.sub(_filled, DOCUMENT.read_text()))
    for name in sorted(path.stem for path in RESULTS.glob("*.json")):
        if not name.startswith(BEFORE):
            picture = bars(_bars(name), title=f"Times the floor, {name}")
            (IMAGES / f"performance-{name}.svg").write_text(picture)


def _filled(mark: re.Match[str]) -> str:
    what, name = mark.groups()
    writers = {"all": _all, "change": _change, "growth": _growth}
    return f"<!-- {what}: {name} -->\n\n{writers[what](name)}\n<!-- end -->"


def _all(name: str) -> str:
    """Of the plans that a run complains of, without the queries."""
    kept = dict(_kept(name))
    kept["faults"] = sorted({fault.partition("\n")[0] for fault in kept["faults"]})
    return table(kept)


def _change(name: str) -> str:
    """Each page as it was before and as it is now."""
    before, after = _pages(BEFORE + name), _pages(name)
    head = ["what", "before, ms", "now, ms", "before, x F", "now, x F"]
    rows = [
        [page, *(f"{run[page][key]:.1f}" for key in ("p50", "floors") for run in (before, after))]
        for page in after
        if page in before
    ]
    return markdown(head, rows)


def _growth(name: str) -> str:
    """How much more a page costs, in times the floor, than with the smallest data, and how long it
    is: a search among forty providers finds fewer."""
    small, large = _pages(name.replace("large", "small")), _pages(name)
    rows = []
    for page in large:
        if page in small:
            costs = [run[page]["floors"] for run in (small, large)]
            work = [run[page]["floors_of_work"] for run in (small, large)]
            lengths = [run[page]["kilobytes"] for run in (small, large)]
            growth = [f"{now / then:.2f}" for then, now in (costs, work)]
            told = [f"{cost:.1f}" for cost in (*costs, *lengths)]
            verdict = goal(costs[1] / costs[0], GROWTH)
            rows.append([page, *told[:2], *growth, verdict, *told[2:]])
    head = ["what", "small, x F", "large, x F", "growth", "growth of the work", "growth, goal"]
    return markdown([*head, "small, kB", "large, kB"], rows)


def _bars(name: str) -> list[Bar]:
    before = _pages(BEFORE + name) if (RESULTS / f"{BEFORE}{name}.json").exists() else {}
    return [
        Bar(page, figures["floors"], before.get(page, {}).get("floors"), figures["most"])
        for page, figures in _pages(name).items()
        if figures["most"]
    ]


def _pages(name: str) -> Pages:
    return {page["name"]: page for page in _kept(name)["pages"]}


def _kept(name: str) -> Mapping[str, Any]:
    results: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text())
    return results


if __name__ == "__main__":
    main()
