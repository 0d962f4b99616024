"""What the list of appointments in the admin is narrowed by."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.compiled import Compiled, Rows
from accounts.kept_filters import KeptFilter
from accounts.models import Provider, User, shown_name
from appointments.models import Appointment
from centres.clock import ONE_DAY, ONE_WEEK
from centres.models import Centre

TO_COME, PAST, ANY_DAY = "ahead", "past", "any"
DAYS = {
    TO_COME: "To come",
    "today": "Today",
    "tomorrow": "Tomorrow",
    PAST: "Last 4 weeks",
    ANY_DAY: "Any day",
}
# Statuses of visits that are, nearly always, of days that are over.
OVER = {Appointment.Status.COMPLETED, Appointment.Status.NO_SHOW}
LATELY = 4 * ONE_WEEK


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
    def asked(cls, request: HttpRequest) -> str:
        """Which of `DAYS` the address asks for, or is likely to mean."""
        is_search = bool(request.GET.get(SEARCH_VAR))
        when = request.GET.get(cls.parameter_name, "")
        if when in DAYS and (is_search or when != ANY_DAY):
            return when
        if is_search:
            return ANY_DAY
        return PAST if request.GET.get("status__exact") in OVER else TO_COME

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        is_search = bool(request.GET.get(SEARCH_VAR))
        return [one for one in DAYS.items() if is_search or one[0] != ANY_DAY]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """As Django's, without its “All”."""
        for value, words in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == self.value(), "query_string": query, "display": words}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now, today = timezone.now(), timezone.localdate()
        # What is cancelled is to come for whoever asks for it.
        is_of_status = "status__exact" in request.GET
        to_come = queryset.not_over if is_of_status else queryset.upcoming
        found = {
            TO_COME: lambda: to_come(now).filter(day__gte=today - ONE_DAY),
            "today": lambda: queryset.filter(day=today),
            "tomorrow": lambda: queryset.filter(day=today + ONE_DAY),
            PAST: lambda: queryset.past(now).filter(
                day__range=(today - LATELY, today + ONE_DAY), starts_at__lte=now
            ),
            ANY_DAY: lambda: queryset,
        }[self.asked(request)]()
        return found.order_by(*queryset.query.order_by)  # which the admin's follows


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
