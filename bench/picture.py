"""Bars as a drawing (SVG), without anything else."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

ROW, LEFT, WIDTH = 26, 230, 470  # pixels
LONGEST = 20  # times; a longer bar is cut, and its number says how long it is

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1b2733 }
.ground { fill: #fff }
.before { fill: #d5dce2 }
.now { fill: #0b5c8f }
.goal { stroke: #b3261e; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6ebef } .ground { fill: #10171d } .before { fill: #33424f }
  .now { fill: #7cc4f2 } .goal { stroke: #ff8a80 }
}
"""


class Bar(NamedTuple):
    """`before` and `goal` are None where there is none."""

    name: str
    now: float
    before: float | None
    goal: float | None


def bars(rows: Sequence[Bar], *, title: str) -> str:
    """One row each: what it was in grey, what it is now, and a line at the goal."""
    height = ROW * (len(rows) + 1)
    total = LEFT + WIDTH + 120
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {height}" role="img">',
            f"<title>{escape(title)}</title><style>{STYLE}</style>",
            f'<rect class="ground" width="{total}" height="{height}"/>',
            f'<text x="10" y="18">{escape(title)}</text>',
            *(_row(bar, ROW * (nth + 1)) for nth, bar in enumerate(rows)),
            "</svg>\n",
        ]
    )


def _row(bar: Bar, top: int) -> str:
    parts = [f'<text x="10" y="{top + 17}">{escape(bar.name)}</text>']
    said = f"{bar.now:.1f}"
    if bar.before is not None:
        parts.append(_rect("before", bar.before, top + 2, ROW - 4))
        said = f"{bar.before:.1f} → {said}"
    parts.append(_rect("now", bar.now, top + 7, ROW - 14))
    if bar.goal is not None:
        at = LEFT + _length(bar.goal)
        parts.append(
            f'<line class="goal" x1="{at:.0f}" x2="{at:.0f}" y1="{top + 1}" y2="{top + ROW - 1}"/>'
        )
    parts.append(f'<text x="{LEFT + WIDTH + 10}" y="{top + 17}">{said}</text>')
    return "".join(parts)


def _rect(kind: str, times: float, top: int, height: int) -> str:
    return (
        f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{_length(times):.0f}" '
        f'height="{height}"/>'
    )


def _length(times: float) -> float:
    return min(times, LONGEST) / LONGEST * WIDTH
