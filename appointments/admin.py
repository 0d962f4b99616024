"""Appointments of the centres that one keeps. Why a patient comes is on no page of the admin, and
is not loaded for one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from accounts.admin.fields import HOW_TO_LOOK_FOR
from accounts.kept import KeptAdmin
from accounts.models import Patient, Provider, shown_name
from accounts.paging import some_of
from accounts.querysets import looked_for
from appointments.filters import CentreFilter, DayFilter, DayList, ProviderFilter
from appointments.listed import listed, order_of
from appointments.models import Appointment
from appointments.querysets import upcoming_first
from appointments.rules import can_mark
from appointments.views.desk import booking, changes
from appointments.views.desk.day import day_url
from appointments.views.desk.forms import MarkForm
from centres.clock import Clock, moment_at, on_the_wall, time_at


@lru_cache(maxsize=1024)
def _moment(instant: datetime, zone: str) -> str:
    """On the clock there. Kept, since a row says it twice, and many of a page begin together."""
    return moment_at(instant, Clock(zone))


@admin.register(Appointment)
class AppointmentAdmin(KeptAdmin[Appointment]):
    """Read-only: what the desk does to an appointment are pages of its own, which call the
    services that keep the rules."""

    superusers_may = ("view",)
    sortable_by = ()
    list_per_page = 25  # Django's admin takes a third of a millisecond for each
    list_display = ("time", "patient_name", "provider_name", "centre_name", "status")
    exported_as = {"time": "starts"}
    list_filter = (
        DayFilter,
        "status",
        ("provider", ProviderFilter),
        ("affiliation__centre", CentreFilter),
    )
    search_fields = ("patient", "provider")  # `get_search_results` says how
    search_help_text = f"Of the patient or the provider: {HOW_TO_LOOK_FOR}"
    fields = (
        *("when", "until", "patient", "phone", "provider", "centre"),
        *("status", "because", "booked_by"),
    )
    readonly_fields = fields

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Without the status for whoever keeps very many centres: to find fifty of a rare one, all
        that is to come there would be read."""
        filters = [*super().get_list_filter(request)]
        if not request.user.is_superuser or CentreFilter.offered(request):
            return filters
        return [one for one in filters if one != "status"]

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Of whoever is looked for both what is to come and what is over, which no index holds in
        an order."""
        if request.GET.get(SEARCH_VAR):
            return upcoming_first(timezone.now())
        user: Any = request.user
        return order_of(DayFilter.asked(request), user)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DayList]:
        return DayList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        kept: Any = super().get_queryset(request)
        return kept.with_names().without_reason().select_related("booked_by")  # type: ignore[no-any-return]

    def shown(self, rows: QuerySet[Appointment], keys: Sequence[UUID | str]) -> Iterable[Any]:
        return listed([key if isinstance(key, UUID) else UUID(key) for key in keys])

    def with_shown(self, rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
        listed: Any = rows
        return listed.for_a_list()  # type: ignore[no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Appointment], search_term: str
    ) -> tuple[QuerySet[Appointment], bool]:
        """Rows of a list, all or those that are looked for."""
        queryset = queryset.select_related(None)
        if not search_term:
            return queryset, False
        named = looked_for(search_term, "user__")
        patients = some_of(Patient.objects.kept_by(request.user).filter(named), request)
        providers = some_of(Provider.objects.kept_by(request.user).filter(named), request)
        return queryset.filter(Q(patient__in=patients) | Q(provider__in=providers)), False

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        name = "appointments_appointment_{}".format
        return [
            path("<uuid:pk>/mark/", guarded(changes.mark), name=name("mark")),
            path("<uuid:pk>/move/", guarded(changes.move), name=name("move")),
            path("<uuid:pk>/cancel/", guarded(changes.cancel), name=name("cancel")),
            path("book/<int:pk>/", guarded(booking.book), name=name("book")),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        appointment = self.get_object(request, object_id)
        marks = [
            (status, label)
            for status, label in MarkForm.base_fields["status"].choices  # type: ignore[attr-defined]
            if can_mark(appointment, status, request.user, timezone.now())  # type: ignore[arg-type]
        ]
        context = {
            "appointment": appointment,
            "marks": marks,
            "sheet": day_url(appointment.centre, appointment.starts_at),
            "title": f"Appointment of {appointment.patient}",
            "subtitle": None,  # Django's is `str` of the row, which has no name
        }
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    # The columns of a list, whose rows `for_a_list` gives the names.

    @admin.display(description="when")
    def time(self, appointment: Any) -> str:
        return _moment(appointment.starts_at, appointment.timezone)

    @admin.display(description="when")
    def starts(self, appointment: Any) -> datetime:
        return on_the_wall(appointment.starts_at, Clock(appointment.timezone).zone)

    @admin.display(description="patient")
    def patient_name(self, appointment: Any) -> str:
        return shown_name(appointment.patient_full_name, appointment.patient_email)

    @admin.display(description="provider")
    def provider_name(self, appointment: Any) -> str:
        return shown_name(appointment.provider_full_name, appointment.provider_email)

    @admin.display(description="centre")
    def centre_name(self, appointment: Any) -> str:
        return str(appointment.centre_name)

    def row_in_words(self, appointment: Any) -> str:
        when, provider = self.time(appointment), self.provider_name(appointment)
        return f"{when}, with {provider} at {appointment.centre_name}"

    # What is read on the page of one.

    @admin.display(ordering="starts_at")
    def when(self, appointment: Appointment) -> str:
        return moment_at(appointment.starts_at, appointment.centre)

    @admin.display
    def until(self, appointment: Appointment) -> str:
        return time_at(appointment.ends_at, appointment.centre)

    @admin.display(empty_value="")
    def phone(self, appointment: Appointment) -> str:
        return appointment.patient.user.phone

    @admin.display(ordering="affiliation__centre__name")
    def centre(self, appointment: Appointment) -> str:
        return str(appointment.centre)

    @admin.display(description="cancelled because", empty_value="")
    def because(self, appointment: Appointment) -> str:
        return appointment.get_cancelled_because_display()
