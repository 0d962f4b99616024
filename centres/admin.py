"""Where superusers keep centres, the providers' places there, and their hours."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from stdnum.au import abn

from accounts.kept import ALL, KeptAdmin, KeptInline
from accounts.models import Provider, User
from appointments.availability import displaced
from appointments.models import Appointment
from appointments.views.desk.day import day
from centres.clock import moment_at
from centres.hours import first_overlap
from centres.models import Affiliation, Centre, ExtraHours, Membership, TimeOff, WorkingHours
from centres.validators import is_provider_number

OUTSIDE_HOURS = (
    "These appointments now fall outside the hours. They stay booked: call the patients."
)
MOST_NAMED = 10  # appointments

WeekForms = forms.BaseInlineFormSet[WorkingHours, Affiliation, forms.ModelForm[WorkingHours]]


class WeekFormSet(WeekForms):
    """A provider's hours at one centre, which must fit those at all others."""

    def clean(self) -> None:
        """Raises `ValidationError` when the provider would be at work twice at one time. Holds
        the provider, so that of two people who change the hours the second sees the first's."""
        super().clean()
        provider_id = self.instance.provider_id
        if any(self.errors) or provider_id is None or self.instance.centre_id is None:
            return
        list(Provider.objects.holding_hours().filter(pk=provider_id))
        # Rows that the form leaves as they are count as they are stored now.
        changed = [form for form in self.forms if form.has_changed()]
        sent = [form.instance for form in changed if form not in self.deleted_forms]
        others = WorkingHours.objects.of_provider(provider_id).exclude(
            pk__in=[form.instance.pk for form in changed]
        )
        if overlap := first_overlap([*sent, *others]):
            one, other = overlap
            raise ValidationError(f"{one} overlaps {other} at {other.affiliation.centre}.")


class WorkingHoursInline(KeptInline, admin.TabularInline[WorkingHours, Affiliation]):
    model = WorkingHours
    formset = WeekFormSet
    extra = 1
    # The admin's own widgets, here and below, compare the browser's clock with the server's:
    # neither is the centre's.
    formfield_overrides: ClassVar = {
        models.TimeField: {
            "widget": forms.TimeInput(attrs={"type": "time", "step": 1800}, format="%H:%M")
        }
    }


class DatedInline(KeptInline, admin.StackedInline[Any, Any]):
    """Dated exceptions, typed and shown on the centre's clock."""

    extra = 0
    formfield_overrides: ClassVar = {
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        }
    }

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.DateTimeField):
            clock = timezone.get_current_timezone_name()
            kwargs["help_text"] = f"On the centre's clock ({clock})."
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class TimeOffInline(DatedInline):
    model = TimeOff
    fields = (("starts_at", "ends_at", "reason"),)


class ExtraHoursInline(DatedInline):
    model = ExtraHours
    fields = (("starts_at", "ends_at"),)


class MembershipInline(KeptInline, admin.TabularInline[Membership, Centre]):
    """Who of the staff keeps the centre. Superusers keep each one anyway, and they alone say it."""

    model = Membership
    extra = 1
    verbose_name = "member of staff"
    verbose_name_plural = "staff who keep this centre"

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(role=User.Role.STAFF).order_by("email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CentreClockAdmin(KeptAdmin[Any]):
    """Pages whose times are those of one centre. Exceptions to its hours are added once the
    centre, and with it the clock, is saved."""

    def get_inlines(self, request: HttpRequest, obj: Centre | Affiliation | None) -> list[Any]:
        hidden: tuple[type, ...] = () if obj else (DatedInline,)
        if not request.user.is_superuser:
            hidden += (MembershipInline,)
        return [inline for inline in self.inlines if not issubclass(inline, hidden)]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        edited = self.get_object(request, unquote(object_id)) if object_id else None
        with timezone.override(_zone_of(edited) if edited else None):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            # Its times are put into words when it is rendered, which must happen on this clock.
            return response.render() if isinstance(response, TemplateResponse) else response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saves the hours too, and names the appointments that they hold no longer."""
        places = Affiliation.objects.of(form.instance).with_names()
        outside_before = displaced(places, now=timezone.now())
        super().save_related(request, form, formsets, change)
        hit = [one for one in displaced(places, now=timezone.now()) if one not in outside_before]
        if hit:
            messages.warning(request, OUTSIDE_HOURS)
        for appointment in hit[:MOST_NAMED]:
            messages.warning(request, _in_words(appointment))
        if len(hit) > MOST_NAMED:
            messages.warning(request, f"And {len(hit) - MOST_NAMED} more.")


def _in_words(appointment: Appointment) -> str:
    patient = appointment.patient.user
    phone = f", phone {patient.phone}" if patient.phone else ""
    when = moment_at(appointment.starts_at, appointment.centre)
    return f"{when}: {patient} with {appointment.provider}{phone}"


def _zone_of(edited: Centre | Affiliation) -> ZoneInfo:
    return edited.zone if isinstance(edited, Centre) else edited.centre.zone


@admin.register(Centre)
class CentreAdmin(CentreClockAdmin):
    staff_may = ("view", "change")
    not_exported = ("day_sheet",)
    list_display = ("name", "day_sheet", "kind", "suburb", "state", "timezone")
    list_filter = ("kind", "state")
    search_fields = ("name", "suburb")
    inlines = (MembershipInline, TimeOffInline)

    def get_urls(self) -> list[URLPattern]:
        day_view = self.admin_site.admin_view(day)
        return [path("<int:pk>/day/", day_view, name="centres_centre_day"), *super().get_urls()]

    @admin.display(description="today")
    def day_sheet(self, centre: Centre) -> SafeString:
        path = reverse("admin:centres_centre_day", args=[centre.pk])
        return format_html('<a href="{}">Day sheet of {}</a>', path, centre)

    def save_model(
        self, request: HttpRequest, obj: Centre, form: forms.ModelForm[Centre], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if obj.abn and not abn.is_valid(obj.abn):
            messages.warning(request, f"“{obj.abn}” is saved, but is not a right ABN. Check it.")


class PlaceForm(forms.ModelForm[Affiliation]):
    """A new place of a provider whom the desk knows by the exact email: a list to choose from
    would show who works elsewhere."""

    email = forms.EmailField(label="Email of the provider")

    class Meta:
        model = Affiliation
        fields = ("centre", "provider_number")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        provider = Provider.objects.listed().filter(user__email=email.lower()).first()
        if provider is None:
            raise ValidationError("No provider has this email. Check it, or ask an administrator.")
        self.instance.provider = provider
        return email

    def clean(self) -> dict[str, Any]:
        """Raises `ValidationError` when the provider works there already; the model's own check
        leaves out what is no field of the form."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "email" in values and "centre" in values:
            there = Affiliation.objects.filter(
                provider=self.instance.provider, centre=values["centre"]
            )
            if there.exists():
                raise ValidationError(f"{self.instance.provider} works at this centre already.")
        return values


class KnownChoice(AutocompleteSelect):
    """Django's fails on a value that is no id, from a query string or from a post."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        ids = [text for text in value if re.fullmatch("[0-9]{1,18}", str(text))]
        return super().optgroups(name, ids, attrs)


@admin.register(Affiliation)
class AffiliationAdmin(CentreClockAdmin):
    staff_may = ALL
    list_display = ("provider", "centre", "provider_number")
    list_select_related = ("provider__user", "centre")
    search_fields = ("provider__user__full_name", "provider__user__email", "centre__name")
    ordering = ("centre__name", "provider__user__full_name")
    autocomplete_fields = ("provider", "centre")
    inlines = (WorkingHoursInline, TimeOffInline, ExtraHoursInline)

    def get_fieldsets(self, request: HttpRequest, obj: Affiliation | None = None) -> Any:
        who = "provider" if obj or request.user.is_superuser else "email"
        fields = (who, "centre", "provider_number")
        later = "" if obj else "Time off and extra hours can be added once this is saved."
        return [(None, {"fields": fields, "description": later})]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs["widget"] = KnownChoice(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Affiliation | None = None, change: bool = False, **kw: Any
    ) -> Any:
        if obj is None and not request.user.is_superuser:
            kw["form"] = PlaceForm
        return super().get_form(request, obj, change, **kw)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Affiliation | None = None
    ) -> tuple[str, ...]:
        """Who and where stay: appointments rely on them."""
        return ("provider", "centre") if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: Affiliation,
        form: forms.ModelForm[Affiliation],
        change: bool,
    ) -> None:
        super().save_model(request, obj, form, change)
        if obj.provider_number and not is_provider_number(obj.provider_number):
            messages.warning(
                request,
                f"“{obj.provider_number}” is saved, but does not fit its check character. "
                "Check the provider number.",
            )
