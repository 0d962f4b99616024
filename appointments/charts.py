"""Charts as plain values, which a template draws as SVG.

Across, a place is told in per cent of the chart's width; down, in em. So a chart takes the width
that there is, and its words keep the size of the text around it, on a phone and enlarged too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

LEFT = 14  # per cent, for the numbers beside the lines
TOP, PLOT = 1.0, 10.0  # em: where columns end at most, and how high they are then
WIDEST = 8.0  # per cent, of a column
GAP = 0.2  # of the room of a column
MOST_DAYS_NAMED = 4  # under the columns, on the narrowest screen
ROW, NAME, BAR = 2.9, 1.4, 0.9  # em: of a bar with its name, of the name, and of the bar
TRACK = 80.0  # per cent: a bar of 100 %, beside which its value stands
LONGEST_NAME = 38  # characters, on the narrowest screen


@dataclass(frozen=True)
class Figure:
    """What a chart shows once: `value` as `shown`, under a `name`. None is drawn as nothing."""

    name: str
    value: float | None
    shown: str


@dataclass(frozen=True)
class Column:
    """Upright, with what a pointer over it is told."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True)
class Words:
    """A word at a place: across for a day under its column, down for a number at its line."""

    at: float
    text: str


@dataclass(frozen=True)
class Columns:
    """Values side by side over lines that tell their size."""

    columns: list[Column]
    lines: list[Words]
    days: list[Words]
    summary: str
    left = LEFT
    base = TOP + PLOT
    height = TOP + PLOT + 2.0


@dataclass(frozen=True)
class Bar:
    """Lying, of `width` in its track, under its name."""

    y: float
    width: float
    name: str
    shown: str


@dataclass(frozen=True)
class Bars:
    """Shares of a whole, one below the other."""

    bars: list[Bar]
    summary: str
    track = TRACK
    thickness = BAR

    @property
    def height(self) -> float:
        return _round(len(self.bars) * ROW)


def columns(figures: Sequence[Figure], *, unit: str = "") -> Columns | None:
    """A column for each figure. The lines have the `unit` after their number. None when there is
    nothing to draw."""
    most = max((figure.value or 0 for figure in figures), default=0)
    if not most:
        return None
    top = ceiling(most)
    room = (100 - LEFT) / len(figures)
    width = min(room * (1 - GAP), WIDEST)
    return Columns(
        columns=[
            Column(
                x=_round(LEFT + (nth + 0.5) * room - width / 2),
                y=_round(TOP + PLOT * (1 - figure.value / top)),
                width=_round(width),
                height=_round(PLOT * figure.value / top),
                words=f"{figure.name}: {figure.shown}",
            )
            for nth, figure in enumerate(figures)
            if figure.value
        ],
        lines=[
            Words(_round(TOP + PLOT * (1 - part)), f"{round(top * part):,}{unit}")
            for part in (0, 0.5, 1)
        ],
        days=[
            Words(_round(LEFT + (nth + 0.5) * room), figures[nth].name)
            for nth in range(0, len(figures), -(-len(figures) // MOST_DAYS_NAMED))
        ],
        summary=_highest(figures),
    )


def bars(figures: Sequence[Figure]) -> Bars | None:
    """A bar for each figure, which is a share from 0 to 1. None when there is nothing to draw."""
    if not any(figure.value for figure in figures):
        return None
    drawn = [
        Bar(
            y=_round(nth * ROW + NAME),
            width=_round(TRACK * (figure.value or 0)),
            name=shortened(figure.name),
            shown=figure.shown,
        )
        for nth, figure in enumerate(figures)
    ]
    return Bars(drawn, _highest(figures))


def ceiling(most: float) -> int:
    """The least of 2, 4, 6, 8, 10, 20, 40 … that is no less: the end of an axis, with a whole
    number at its middle."""
    return next(end for end in _ends() if end >= most)


def _ends() -> Iterator[int]:
    for power in count():
        yield from (step * 10**power for step in (2, 4, 6, 8, 10))


def shortened(name: str) -> str:
    """As much of a name as has room."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _highest(figures: Sequence[Figure]) -> str:
    highest = max(figures, key=lambda figure: figure.value or 0)
    return f"The highest is {highest.shown} ({highest.name}). The table below has every figure."


def _round(place: float) -> float:
    return round(place, 2)
