"""Lists of the admin that may be of millions of rows."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.utils.functional import cached_property


class BoundedPaginator(Paginator[Any]):
    """Counts to `MOST` and shows no more: nobody pages through a million rows, and to count them
    for each page costs more than the page."""

    MOST = 1000

    @cached_property
    def _found(self) -> int:
        """How many rows there are, or one more than `MOST`."""
        found: int = self.object_list.order_by()[: self.MOST + 1].count()  # type: ignore[union-attr]
        return found

    @cached_property
    def count(self) -> int:
        return min(self._found, self.MOST)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than the pages show."""
        return self._found > self.MOST


class BoundedList(ChangeList):
    """Sorts by nothing that its headings do not offer: an address typed by hand would have the
    database sort all rows."""

    def get_ordering_field(self, field_name: Any) -> Any:
        offered = self.list_display if self.sortable_by is None else self.sortable_by
        return super().get_ordering_field(field_name) if field_name in offered else None
