"""Lists of the admin that may be of millions of rows."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property


class BoundedPaginator(Paginator[Any]):
    """Counts to `MOST` and shows no more: nobody pages through a million rows, and to count them
    for each page costs more than the page."""

    MOST = 1000

    @cached_property
    def keys(self) -> list[Any]:
        """Of the first rows in their order, at most one more than `MOST`. To count rows in no
        order a database may read a whole table, and a page needs its keys anyway."""
        rows: Any = self.object_list
        return list(rows.values_list("pk", flat=True)[: self.MOST + 1])

    @cached_property
    def count(self) -> int:
        return min(len(self.keys), self.MOST)

    def validate_number(self, number: float | str) -> int:
        """The last page for one behind it, and the first for one before it. Django leads from there
        to the list without its filters."""
        return max(1, min(int(number), self.num_pages))

    def page(self, number: int | str) -> Page[Any]:
        """Joins names to the rows that stand on the page alone."""
        page = super().page(number)
        rows: Any = self.object_list
        page.object_list = rows.filter(pk__in=self.keys_of(page.number))
        return page

    def keys_of(self, number: int) -> list[Any]:
        """Of the rows that stand on a page that there is."""
        return self.keys[: self.count][(number - 1) * self.per_page : number * self.per_page]

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than the pages show."""
        return len(self.keys) > self.MOST


def is_cut(request: HttpRequest, paginator: BoundedPaginator) -> bool:
    """Whether there are more rows than a list shows, or than it has looked for (`some_of`)."""
    return paginator.is_cut or vars(request).get("looks_for_some", False)


MOST_PEOPLE = 200  # whose rows are looked for at once


def some_of(people: QuerySet[Any], request: HttpRequest) -> list[Any]:
    """The pks of people whose rows a list looks for, by which databases find these in indexes.
    Says so where there are more than it looks for."""
    found = list(people.order_by("pk").values_list("pk", flat=True)[: MOST_PEOPLE + 1])
    if len(found) > MOST_PEOPLE:
        vars(request)["looks_for_some"] = True
        what = people.model._meta.verbose_name_plural
        messages.warning(
            request, f"More than {MOST_PEOPLE} {what} have such a name. Type more of it."
        )
    return found[:MOST_PEOPLE]


class SomeObjects(NestedObjects):
    """What hangs on rows, of each kind so many that it is known whether they may go."""

    MOST = 100

    def related_objects(self, *args: Any) -> QuerySet[Any]:
        related: QuerySet[Any] = super().related_objects(*args)
        return related[: self.MOST]


class BoundedList(ChangeList):
    """Reads no more rows than it shows."""

    paginator: Any  # a BoundedPaginator
    model_admin: Any  # a KeptAdmin

    def get_results(self, request: HttpRequest) -> None:
        """What Django's finds out, which reads a list of one page without a limit: databases plan
        for all rows then."""
        paginator = self.paginator = self.paginated(request)
        self.result_count, self.full_result_count = paginator.count, None
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.page_num = paginator.validate_number(self.page_num)
        if (self.show_all and self.can_show_all) or not self.multi_page:
            keys = paginator.keys[: self.list_max_show_all]
        else:
            keys = paginator.keys_of(self.page_num)
        self.result_list = self.model_admin.shown(self.queryset, keys)

    def paginated(self, request: HttpRequest) -> BoundedPaginator:
        return self.model_admin.get_paginator(request, self.queryset, self.list_per_page)  # type: ignore[no-any-return]

    def get_ordering_field(self, field_name: Any) -> Any:
        """Sorts by nothing that the headings do not offer: an address typed by hand would have the
        database sort all rows."""
        offered = self.list_display if self.sortable_by is None else self.sortable_by
        return super().get_ordering_field(field_name) if field_name in offered else None
