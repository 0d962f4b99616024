"""What the list of appointments in the admin is narrowed by."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.compiled import Compiled, Rows
from accounts.kept_filters import KeptFilter
from accounts.models import Provider, User, shown_name
from accounts.paging import BoundedList, BoundedPaginator
from appointments.listed import Days, first_keys, of_days
from appointments.models import Appointment
from centres.models import Centre

# Statuses of visits that are, nearly always, of days that are over.
OVER = {Appointment.Status.COMPLETED, Appointment.Status.NO_SHOW}


class DayFilter(admin.SimpleListFilter):
    """On which days, by the clock of the site: those to come unless told, or any while somebody is
    looked for. A list of all days has no end, so it is offered of them alone, of whom there are
    few: else all that there ever was at the centres would be sorted for a page."""

    title = "day"
    parameter_name = "when"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.used_parameters[self.parameter_name] = self.asked(request)

    @classmethod
    def asked(cls, request: HttpRequest) -> Days:
        """Of which the address asks, or is likely to mean."""
        is_search = bool(request.GET.get(SEARCH_VAR))
        when = request.GET.get(cls.parameter_name, "")
        if when in Days and (is_search or when != Days.ANY):
            return Days(when)
        if is_search:
            return Days.ANY
        return Days.PAST if request.GET.get("status__exact") in OVER else Days.AHEAD

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        is_search = bool(request.GET.get(SEARCH_VAR))
        return [one for one in Days.choices if is_search or one[0] != Days.ANY]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """As Django's, without its “All”."""
        for value, words in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == self.value(), "query_string": query, "display": words}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        days = self.asked(request)
        first, last = days.span(timezone.localdate())
        is_of_status = "status__exact" in request.GET
        found = of_days(
            *(queryset, days),
            now=timezone.now(),
            first=first,
            last=last,
            are_of_a_status=is_of_status,
        )
        return found.order_by(*queryset.query.order_by)  # which the admin's follows


class DayList(BoundedList):
    """Narrowed by the day alone, as it nearly always is, its keys are read by a statement that is
    kept. Django takes longer to put one together, narrowed by each filter in turn, than a database
    to answer it."""

    ALONE: ClassVar = {DayFilter.parameter_name, PAGE_VAR}  # in the address

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Put together when somebody asks for it."""
        whole = partial(super().get_queryset, request, *args, **kwargs)
        if not self._is_of_days_alone(request):
            return whole()
        self.filter_specs, self.has_filters, *_, self.has_active_filters = self.get_filters(request)
        self.clear_all_filters_qs = self.get_query_string(remove=self.get_filters_params())
        return SimpleLazyObject(whole)

    def paginated(self, request: HttpRequest) -> BoundedPaginator:
        if not self._is_of_days_alone(request):
            return super().paginated(request)
        user: Any = request.user
        keys = first_keys(
            *(user, DayFilter.asked(request)),
            most=BoundedPaginator.MOST + 1,
            now=timezone.now(),
            today=timezone.localdate(),
        )
        paginator = BoundedPaginator(keys, self.list_per_page)
        paginator.keys = keys
        return paginator

    def _is_of_days_alone(self, request: HttpRequest) -> bool:
        return self.ALONE.issuperset(request.GET)


@Compiled
def _providers(user: User) -> QuerySet[Provider, tuple[int, str, str]]:
    names = ("user__full_name", "user__email")
    return Provider.objects.kept_by(user).order_by().values_list("pk", *names)


@Compiled
def _centres(user: User) -> QuerySet[Centre, tuple[int, str]]:
    return Centre.objects.kept_by(user).order_by().values_list("pk", "name")


class ProviderFilter(KeptFilter):
    """By whom they are with."""

    @classmethod
    def kept(cls, user: User) -> Rows[Any]:
        return _providers(user)

    @classmethod
    def in_words(cls, *words: str) -> str:
        return shown_name(*words)


class CentreFilter(KeptFilter):
    """By where they are."""

    @classmethod
    def kept(cls, user: User) -> Rows[Any]:
        return _centres(user)
