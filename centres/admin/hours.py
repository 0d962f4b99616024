"""Hours and time off as the pages of a centre and of a provider's place there have them."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.kept import KeptAdmin
from accounts.kept_inlines import KeptInline
from accounts.models import Provider
from appointments.displacing import Undecided
from appointments.exceptions import HoursAreChanging
from appointments.locks import hold_bookings
from appointments.models import Appointment
from appointments.views.desk.displaced import ask, ask_again, displacing
from centres.clashes import first_clash
from centres.clock import clock_day
from centres.hours import first_overlap
from centres.models import Affiliation, Centre, ExtraHours, TimeOff, WorkingHours

SKIPPED_TIME = "Clocks skip this time on that day. Choose a time before or after."

# Longer than a page stays open: a row that ends meanwhile can still be sent.
OVER_FOR = timedelta(days=1)
RowForms = forms.BaseInlineFormSet[Any, Affiliation, forms.ModelForm[Any]]


class FittingFormSet(RowForms):
    """A provider's hours at one centre, which must fit those at all others. Which other centre
    that is may be nothing that this desk is to know."""

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
        self.refuse_overlaps(sent, [form.instance.pk for form in changed])

    def refuse_overlaps(self, sent: list[Any], replaced: list[Any]) -> None:
        """Raises `ValidationError` unless the rows fit; those that are stored as `replaced` (by
        pk) count no more."""
        raise NotImplementedError


class WeekFormSet(FittingFormSet):
    """Weekly hours, which must fit one another too."""

    def refuse_overlaps(self, sent: list[WorkingHours], replaced: list[Any]) -> None:
        others = WorkingHours.objects.of_provider(self.instance.provider_id)
        if overlap := first_overlap([*sent, *others.exclude(pk__in=replaced)]):
            one, other = overlap
            is_here = one.affiliation.centre_id == other.affiliation.centre_id
            where = "" if is_here else " at another centre, on its clock"
            raise ValidationError(f"{one} overlaps {other}{where}.")
        if clash := first_clash(self.instance, weekly=sent, now=timezone.now()):
            extra, hours = clash
            day = clock_day(extra.starts_at, self.instance.centre.zone)
            raise ValidationError(f"{hours} overlaps extra hours at another centre on {day}.")


class ExtraFormSet(FittingFormSet):
    """Extra hours. Beside the weekly ones at their own centre they do no harm."""

    def refuse_overlaps(self, sent: list[ExtraHours], replaced: list[Any]) -> None:
        if clash := first_clash(self.instance, extra=sent, now=timezone.now()):
            extra, hours = clash
            day = clock_day(extra.starts_at, self.instance.centre.zone)
            what = "extra hours at another centre"
            if isinstance(hours, WorkingHours):
                what = f"{hours} at another centre, on its clock"
            raise ValidationError(f"The hours on {day} overlap {what}.")


class WorkingHoursInline(KeptInline, admin.TabularInline[WorkingHours, Affiliation]):
    model = WorkingHours
    formset = WeekFormSet
    extra = 1
    max_num = 100  # 14 a day
    # The admin's own widgets, here and below, compare the browser's clock with the server's:
    # neither is the centre's.
    formfield_overrides: ClassVar = {
        models.TimeField: {
            "widget": forms.TimeInput(attrs={"type": "time", "step": 1800}, format="%H:%M")
        }
    }


class ClockField(forms.DateTimeField):
    """A time on the centre's clock. Of a time that clocks repeat it is the first."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            typed: datetime = (error.params or {})["datetime"]
        zone = timezone.get_current_timezone()
        instant = typed.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) != typed:
            raise ValidationError(SKIPPED_TIME)
        return instant

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = self.widget.format_value(self.prepare_value(initial))
        return bool(data != shown and super().has_changed(initial, data))


class ExceptionForm(forms.ModelForm[Any]):
    """A dated exception. What is sent as it was shown stays the instant that it is: the clock alone
    does not tell which of two, when it repeats an hour."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in {"starts_at", "ends_at"}.difference(self.changed_data).intersection(cleaned):
            cleaned[name] = self.initial[name]
        return cleaned


class DatedInline(KeptInline, admin.StackedInline[Any, Any]):
    """Dated exceptions, typed and shown on the centre's clock. Those that are over are left out:
    to change them changes nothing, and over the years they would fill the page."""

    form = ExceptionForm
    extra = 1  # without JavaScript nothing else adds one
    whose: tuple[str, ...] = ()  # what a row is named by
    formfield_overrides: ClassVar = {
        models.DateTimeField: {
            "form_class": ClockField,
            "widget": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        }
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request).select_related(*self.whose)
        return rows.filter(ends_at__gt=timezone.now() - OVER_FOR)

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.DateTimeField):
            clock = timezone.get_current_timezone_name()
            kwargs["help_text"] = f"On the centre's clock ({clock})."
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class TimeOffInline(DatedInline):
    model = TimeOff
    whose = ("centre", "affiliation__centre", "affiliation__provider__user")
    fields = (("starts_at", "ends_at", "reason"),)


class ExtraHoursInline(DatedInline):
    model = ExtraHours
    whose = ("affiliation__centre", "affiliation__provider__user")
    formset = ExtraFormSet
    fields = (("starts_at", "ends_at"),)


class CentreClockAdmin(KeptAdmin[Any]):
    """Pages whose times are those of one centre. Exceptions to its hours are added once the
    centre, and with it the clock, is saved. `cancelled_because` is the reason that is offered
    first for the appointments that they displace."""

    cancelled_because = Appointment.Cancellation.AWAY

    def get_inlines(self, request: HttpRequest, obj: Centre | Affiliation | None) -> list[Any]:
        if obj:
            return list(self.inlines)
        return [inline for inline in self.inlines if not issubclass(inline, DatedInline)]

    def changeform_view(
        self,
        request: Any,  # of somebody who is logged in, once the page is asked for
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        edited = self.get_object(request, unquote(object_id)) if object_id else None
        with timezone.override(_zone_of(edited) if edited else None):
            try:
                response = super().changeform_view(request, object_id, form_url, extra_context)
            except Undecided as question:  # by now the transaction of the page is rolled back
                response = ask(request, question, self.model, because=self.cancelled_because)
            except HoursAreChanging as refusal:
                response = ask_again(request, refusal, self.model)
            # Its times are put into words when it is rendered, which must happen on this clock.
            return response.render() if isinstance(response, TemplateResponse) else response

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Holds the bookings before any row, as whoever closes the centre elsewhere does. Where
        only hours have changed, the row and what search knows of it stay as they are."""
        if change:
            hold_bookings(obj)
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Saves the hours too. Raises `Undecided` when that displaces appointments: then nothing
        of the page is saved, and `changeform_view` asks."""
        with displacing(request, form.instance):
            super().save_related(request, form, formsets, change)


def _zone_of(edited: Centre | Affiliation) -> ZoneInfo:
    return edited.zone if isinstance(edited, Centre) else edited.centre.zone
