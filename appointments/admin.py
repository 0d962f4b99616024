"""Appointments of the centres that one keeps. Why a patient comes is on no page of the admin, and
is not loaded for one."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from accounts.kept import KeptAdmin, KeptFilter
from appointments.models import Appointment
from appointments.querysets import upcoming_first
from appointments.rules import can_mark
from appointments.views.desk import booking, changes
from appointments.views.desk.day import day_url
from appointments.views.desk.forms import MarkForm
from centres.clock import ONE_DAY, moment_at, on_the_wall, time_at


class DayFilter(admin.SimpleListFilter):
    """On which day, by the clock of the site."""

    title = "day"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            *(("today", "Today"), ("tomorrow", "Tomorrow")),
            *(("ahead", "To come"), ("past", "Past or cancelled")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now, today = timezone.now(), timezone.localdate()
        return {
            "today": lambda: queryset.filter(day=today),
            "tomorrow": lambda: queryset.filter(day=today + ONE_DAY),
            "ahead": lambda: queryset.upcoming(now),
            "past": lambda: queryset.past(now),
        }.get(self.value() or "", lambda: queryset)()


@admin.register(Appointment)
class AppointmentAdmin(KeptAdmin[Appointment]):
    """Read-only: what the desk does to an appointment are pages of its own, which call the
    services that keep the rules."""

    superusers_may = ("view",)
    list_display = ("when", "patient", "provider", "centre", "status")
    exported_as = {"when": "starts"}
    list_filter = (
        DayFilter,
        "status",
        ("provider", KeptFilter),
        ("affiliation__centre", KeptFilter),
    )
    search_fields = ("patient__user__full_name", "provider__user__full_name")
    list_per_page = 50
    fields = (
        *("when", "until", "patient", "phone", "provider", "centre"),
        *("status", "because", "booked_by"),
    )
    readonly_fields = fields

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return upcoming_first(timezone.now())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        kept: Any = super().get_queryset(request)
        return kept.with_names().without_reason().select_related("booked_by")  # type: ignore[no-any-return]

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

    @admin.display(ordering="starts_at")
    def when(self, appointment: Appointment) -> str:
        return moment_at(appointment.starts_at, appointment.centre)

    @admin.display(description="when")
    def starts(self, appointment: Appointment) -> datetime:
        return on_the_wall(appointment.starts_at, appointment.centre.zone)

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
