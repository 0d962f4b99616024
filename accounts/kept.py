"""The admin's pages, as staff and superusers meet them."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.compiled import Compiled
from accounts.exporting import TYPES, Cell, as_csv, as_xlsx, table
from accounts.listing import checkbox, in_list
from accounts.models import User
from accounts.paging import BoundedList, BoundedPaginator, SomeObjects, is_cut

Row = TypeVar("Row", bound=models.Model)

ALL = ("view", "add", "change", "delete")
LARGEST = 2**63 - 1  # of the ids that a database holds
# What a filter of a list puts into the address after the name of its field.
OF_A_FILTER = {"", "exact", "id__exact", "isnull", "gte", "lt"}


def kept(model: type[Row], user: User | AnonymousUser) -> models.QuerySet[Row]:
    """The rows that `user` keeps, as the model's own `kept_by` says; of a model that belongs to no
    centre, all for a superuser and none for anybody else."""
    rows: Any = model._default_manager.all()
    if hasattr(rows, "kept_by"):
        return rows.kept_by(user)  # type: ignore[no-any-return]
    return rows if user.is_active and user.is_superuser else rows.none()  # type: ignore[no-any-return]


@Compiled
def memberships(user: User) -> models.QuerySet[Any, tuple[int]]:
    """What tells the centres that staff keep."""
    return user.memberships.order_by().values_list("pk")


def note(user: User | AnonymousUser, row: models.Model, flag: int, message: Any) -> LogEntry:
    """Write into the admin's log what `user` did to a row: by its id, and not in its words."""
    entry = LogEntry(
        user_id=user.pk or 0,
        content_type=ContentType.objects.get_for_model(row, for_concrete_model=False),
        object_id=row.pk,
        object_repr=str(row.pk),
        action_flag=flag,
        change_message=message if isinstance(message, str) else json.dumps(message),
    )
    entry.save()
    return entry


def note_change(user: User, row: models.Model, *fields: str) -> None:
    """Write into the admin's log that `user` changed these fields."""
    note(user, row, CHANGE, [{"changed": {"fields": [*fields]}}])


def admin_page(
    request: HttpRequest,
    template: str,
    model: type[models.Model],
    context: Mapping[str, Any],
    *,
    status: int = HTTPStatus.OK,
) -> TemplateResponse:
    """A page in the admin's frame, among those of a model. `context` has its `title`."""
    frame = {**admin.site.each_context(request), "opts": model._meta}
    return TemplateResponse(request, template, {**frame, **context}, status=status)


class KeptAdmin(admin.ModelAdmin[Row]):
    """The pages of a model's rows, each of which shows to a person what that person keeps: lists,
    forms, choices, suggestions, actions and addresses typed by hand all ask `kept`.

    Permissions of Django's own are not asked for: what somebody may do to those rows follows from
    the role, and stands in `staff_may` and `superusers_may`.
    """

    paginator = BoundedPaginator
    change_list_template = "admin/kept_list.html"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each of them counts the whole list
    list_per_page = 50
    staff_may: Collection[str] = ("view",)
    superusers_may: Collection[str] = ALL
    actions: Any = ("export_csv", "export_xlsx")
    not_exported: Collection[str] = ()  # columns that are links
    # By the name of a column in words that of the same as a value, for a spreadsheet to sort.
    exported_as: Mapping[str, str] = {}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Row]:
        rows = kept(self.model, request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def shown(self, rows: models.QuerySet[Row], keys: Sequence[Any]) -> Iterable[Any]:
        """Of the rows of a list those with these keys, with what its columns ask for."""
        return self.with_shown(rows.filter(pk__in=keys))

    def with_shown(self, rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
        """Rows of a list with what its columns ask for, where that is more than the rows."""
        return rows

    def row_in_words(self, row: Row) -> str:
        """What a row of a list is called to whoever does not see where it stands."""
        return str(row)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedList]:
        return BoundedList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """With the rows drawn, and without the offer to act on all of them where these are more
        than the pages show."""
        response = super().changelist_view(request, extra_context)
        context: Any = getattr(response, "context_data", None) or {}
        if "cl" in context:
            cl = context["cl"]
            context["is_cut"] = is_cut(request, cl.paginator)
            context |= in_list(cl)
        return response

    def _may(self, act: str, request: HttpRequest, row: Row | None) -> bool:
        user = request.user
        if not isinstance(user, User) or not user.has_admin_pages:
            return False
        if act not in (self.superusers_may if user.is_superuser else self.staff_may):
            return False
        return row is None or row.pk is None or self._keeps(request, row)

    def _keeps(self, request: Any, row: Row) -> bool:
        """Whether the person keeps the row. Asked of the database once a request: Django asks for
        each field of each row that hangs on it."""
        known: dict[Any, bool] = request.__dict__.setdefault("kept_rows", {})
        key = (self.model, row.pk)
        if key not in known:
            known[key] = kept(self.model, request.user).filter(pk=row.pk).exists()
        return known[key]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may("view", request, None)

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self._may("view", request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may("add", request, None)

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self._may("change", request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self._may("delete", request, obj)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Row:
        """Raises `Http404` for a row that somebody else keeps as for one that does not exist:
        Django's own would lead to a page that names it."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def action_checkbox(self, obj: Row) -> SafeString:
        """As Django's, whose widget draws a template for each row: a third of what a list costs."""
        return checkbox(obj.pk, self.row_in_words(obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Where rows stay because others hang on them, these are told by their number. Django's
        own would rather say that they are not the person's to delete."""
        collector = SomeObjects(using=DEFAULT_DB_ALIAS, origin=objs)
        collector.collect(objs)
        if collector.protected:
            numbers = Counter(type(row)._meta for row in collector.protected)
            told = (
                f"{'' if n < SomeObjects.MOST else 'at least '}{n} "
                f"{opts.verbose_name if n == 1 else opts.verbose_name_plural}"
                for opts, n in numbers.items()
            )
            return [], {}, set(), sorted(told)
        return super().get_deleted_objects(objs, request)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Asks once more when a constraint, or the rule of a service, refuses what the form let
        through: somebody else was quicker. Now the form says so. Of the first time nothing is
        saved."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (IntegrityError, ValidationError):
            return super().changeform_view(request, *args, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's filters put into the address. With any field open to it,
        `?reason__startswith=` would tell a reason bit by bit."""
        for item in self.get_list_filter(request):
            if lookup == getattr(item, "parameter_name", None):
                return True  # a filter of its own, which reads its own value
            name = item[0] if isinstance(item, tuple) else item
            if isinstance(name, str) and (lookup == name or lookup.startswith(f"{name}__")):
                return lookup.removeprefix(name).removeprefix("__") in OF_A_FILTER
        return False

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offers of the related rows those that the person keeps."""
        kwargs.setdefault("queryset", kept(db_field.remote_field.model, request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Raises `BadRequest` for a choice that is no id: Django's own fails on it."""
        try:
            for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
                pk = self.opts.pk.to_python(chosen)
                if isinstance(pk, int) and not -LARGEST <= pk <= LARGEST:
                    raise ValidationError("too large")
        except ValidationError as fault:
            raise BadRequest("No row has such an id.") from fault
        is_about_all = request.POST.get("select_across") == "1"
        if is_about_all and is_cut(request, BoundedPaginator(queryset, self.list_per_page)):
            messages.error(request, "The list is longer than is shown. Narrow it first.")
            return None
        return super().response_action(request, queryset, *args, **kwargs)

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, chosen: models.QuerySet[Row]) -> HttpResponseBase:
        """The chosen rows as the list shows them, for a spreadsheet."""
        return self._export(request, StreamingHttpResponse(as_csv(self._table(chosen))), "csv")

    @admin.action(description="Export as XLSX", permissions=["view"])
    def export_xlsx(self, request: HttpRequest, chosen: models.QuerySet[Row]) -> HttpResponseBase:
        """The same as a workbook."""
        title = str(self.opts.verbose_name_plural)
        book = as_xlsx(self._table(chosen), title=title)
        return self._export(request, HttpResponse(book), "xlsx")

    def _table(self, chosen: models.QuerySet[Row]) -> Iterator[list[Cell]]:
        shown = [str(name) for name in self.list_display if name not in self.not_exported]
        columns = [self.exported_as.get(name, name) for name in shown]
        return table(self, self.with_shown(chosen), columns)

    def _export(
        self, request: HttpRequest, response: HttpResponseBase, ending: str
    ) -> HttpResponseBase:
        name = f"{self.opts.verbose_name_plural}-{timezone.localdate()}.{ending}"
        response["Content-Type"] = TYPES[ending]
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    # The admin's log says which row and which fields, and nothing of what stands in them.

    def log_addition(self, request: HttpRequest, obj: Row, message: Any) -> LogEntry:
        return self._log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Row, message: Any) -> LogEntry:
        return self._log(request, obj, CHANGE, message)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Row]) -> list[LogEntry]:
        return [self._log(request, row, DELETION, "") for row in queryset]

    def _log(self, request: Any, row: Row, flag: int, message: Any) -> LogEntry:
        return note(request.user, row, flag, message)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        """As Django's, with the ids of rows in the place of their words."""
        rows = (row for formset in formsets or () for row in _written(formset))
        message: Any = super().construct_change_message(request, form, formsets, add)
        for part in message:
            for told in part.values():
                if "object" in told:
                    told["object"] = str(next(rows).pk or "removed")
        return message  # type: ignore[no-any-return]


def _written(formset: Any) -> Iterator[models.Model]:
    """The rows of a formset in the order in which the admin tells of them."""
    yield from formset.new_objects
    yield from (row for row, _ in formset.changed_objects)
    yield from formset.deleted_objects
