"""Where the desk keeps the providers' places at its centres, and their hours."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path

from accounts.admin.fields import HOW_TO_LOOK_FOR, KnownChoice
from accounts.kept import ALL
from accounts.models import Provider
from accounts.paging import some_of
from accounts.querysets import looked_for
from appointments.views.desk.day_off import day_off
from centres.admin.hours import (
    CentreClockAdmin,
    ExtraHoursInline,
    TimeOffInline,
    WorkingHoursInline,
)
from centres.models import Affiliation, Centre
from centres.validators import is_provider_number
from centres.views.week import week_beside, week_url


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


@admin.register(Affiliation)
class AffiliationAdmin(CentreClockAdmin):
    staff_may = ALL
    list_display = ("provider", "centre", "provider_number")
    list_select_related = ("provider__user", "centre")
    search_fields = ("provider", "centre__name")  # `get_search_results` says how
    search_help_text = f"A part of the centre's name; or of the provider {HOW_TO_LOOK_FOR}"
    ordering = ("centre__name", "provider__user__full_name")
    autocomplete_fields = ("provider", "centre")
    inlines = (WorkingHoursInline, TimeOffInline, ExtraHoursInline)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Affiliation], search_term: str
    ) -> tuple[models.QuerySet[Affiliation], bool]:
        if not search_term:
            return queryset, False
        kept = Provider.objects.kept_by(request.user)
        providers = some_of(kept.filter(looked_for(search_term, "user__")), request)
        centres = Centre.objects.kept_by(request.user).filter(name__icontains=search_term)
        ways = models.Q(provider__in=providers) | models.Q(centre__in=some_of(centres, request))
        return queryset.filter(ways), False

    def get_urls(self) -> list[URLPattern]:
        off_view = self.admin_site.admin_view(day_off)
        name = "centres_affiliation_off"
        return [path("<int:pk>/off/", off_view, name=name), *super().get_urls()]

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

    def render_change_form(self, request: Any, context: Any, *args: Any, **kw: Any) -> HttpResponse:
        """With the provider's week above the form."""
        if place := context.get("original"):
            context |= week_beside(request, place)
        return super().render_change_form(request, context, *args, **kw)

    def response_post_save_change(
        self, request: HttpRequest, obj: Affiliation
    ) -> HttpResponseRedirect:
        """To the week of the centre, which shows what was changed and led here."""
        return redirect(week_url(request, obj.centre))

    def get_readonly_fields(
        self, request: HttpRequest, obj: Affiliation | None = None
    ) -> tuple[str, ...]:
        """Who and where stay: appointments rely on them."""
        return ("provider", "centre") if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        number: str = form.instance.provider_number
        if number and not is_provider_number(number):
            messages.warning(
                request,
                f"“{number}” is saved, but does not fit its check character. "
                "Check the provider number.",
            )
