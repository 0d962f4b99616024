"""Where superusers keep centres, and staff their closures."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from stdnum.au import abn

from accounts.kept_inlines import KeptInline
from accounts.models import User
from appointments.models import Appointment
from appointments.views.desk.day import day
from appointments.views.desk.overview import overview
from centres.admin.hours import CentreClockAdmin, TimeOffInline
from centres.models import Centre, Membership
from centres.templatetags.kept import centre_pages
from centres.validators import validate_zone
from centres.views.holidays import holidays
from centres.views.importing import import_urls
from centres.views.week import week

# A centre's pages beside its form, by the end of the path; `centre_pages` leads to them.
PAGES = {"day": day, "week": week, "overview": overview, "holidays": holidays}


class MemberByEmail(forms.ModelChoiceField[User]):
    """Told by the exact email: a list to choose from would be of everybody at a nation's desks."""

    default_error_messages = {"invalid_choice": "No member of staff has this email."}

    def to_python(self, value: Any) -> User | None:
        return super().to_python(value.strip().lower() if isinstance(value, str) else value)


class MembershipForm(forms.ModelForm[Membership]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            self.initial["user"] = self.instance.user  # of whom the field shows the email


class MembershipInline(KeptInline, admin.TabularInline[Membership, Centre]):
    """Who of the staff keeps the centre. Superusers keep each one anyway, and they alone say it."""

    model = Membership
    form = MembershipForm
    extra = 1
    verbose_name = "member of staff"
    verbose_name_plural = "staff who keep this centre"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "centre")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "user":
            kwargs |= {
                "queryset": User.objects.kept_by(request.user),
                "form_class": MemberByEmail,
                "to_field_name": "email",
                "widget": forms.EmailInput,
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Centre)
class CentreAdmin(CentreClockAdmin):
    change_list_template = "admin/centres/centre/change_list.html"
    staff_may = ("view", "change")
    not_exported = ("pages",)
    list_display = ("name", "pages", "kind", "suburb", "state", "timezone")
    list_filter = ("kind", "state")
    search_fields = ("name", "suburb")
    inlines = (MembershipInline, TimeOffInline)
    cancelled_because = Appointment.Cancellation.CLOSED

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """The zone is refused before the centre has it: the page that says so tells times."""
        if db_field.name == "timezone":
            kwargs["validators"] = [validate_zone]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        shown = super().get_inlines(request, obj)
        if request.user.is_superuser:
            return shown
        return [inline for inline in shown if inline is not MembershipInline]

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{name}/", guarded(view), name=f"centres_centre_{name}")
            for name, view in PAGES.items()
        ]
        return [*import_urls(self.admin_site), *own, *super().get_urls()]

    @admin.display
    def pages(self, centre: Centre) -> SafeString:
        return centre_pages(centre)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        centre: Centre = form.instance
        if centre.abn and not abn.is_valid(centre.abn):
            messages.warning(request, f"“{centre.abn}” is saved, but is not a right ABN. Check it.")
