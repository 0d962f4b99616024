"""Pages of a list that may be long: nothing counts the whole of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)

LAST = 10_000  # number of a page: what nobody turns to makes no database skip millions


class Sliced(Protocol[Row_co]):
    """A queryset, or `Rows`."""

    def __getitem__(self, part: slice, /) -> Iterable[Row_co]: ...


@dataclass(frozen=True)
class ListPage(Generic[Row]):
    """As the template of links between pages takes it, where it says of how many pages it is one
    for those of Django alone."""

    rows: Sequence[Row]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page_of(found: Sliced[Row], asked: str, size: int) -> ListPage[Row]:
    """The page of `size` rows whose number is `asked`; the first for what is no number of one. One
    row more than shown tells whether there is another page."""
    number = int(asked) if asked.isdecimal() and len(asked) <= len(str(LAST)) else 1
    if not 1 <= number <= LAST:
        number = 1
    first = (number - 1) * size
    rows = list(found[first : first + size + 1])
    if not rows and number > 1:
        return page_of(found, "1", size)
    return ListPage(rows[:size], number, has_next=len(rows) > size)
