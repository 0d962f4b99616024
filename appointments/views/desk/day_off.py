"""A provider is ill or away: one day at one centre is closed from the day sheet."""

from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.decorators import UserRequest
from accounts.kept import admin_page, note
from accounts.validators import validate_line
from accounts.words import PlainWords
from appointments.displacing import Undecided
from appointments.exceptions import HoursAreChanging
from appointments.models import Appointment
from appointments.views.asked import asked_day
from appointments.views.desk.day import day_url
from appointments.views.desk.displaced import ask, ask_again, displacing
from centres.clock import clock_day, edges_of_day
from centres.models import Affiliation, TimeOff
from centres.services import take_off
from centres.validators import SLOT

WHOLE_DAY, FROM_NOW = "day", "now"


class DayOffForm(PlainWords, forms.Form):
    """How much of the day, and why."""

    span = forms.ChoiceField(
        choices=[(WHOLE_DAY, "The whole day"), (FROM_NOW, "From now on")],
        error_messages={"required": "Choose how long."},
    )
    reason = forms.CharField(
        label="Why (optional, for the desk)",
        required=False,
        max_length=TimeOff._meta.get_field("reason").max_length,
        validators=[validate_line],
    )

    def __init__(
        self, data: QueryDict | None, *, place: Affiliation, day: date, now: datetime
    ) -> None:
        super().__init__(data)
        self.begins_at, self.ends_at = edges_of_day(day, place.centre.zone)
        self.now = now

    @property
    def is_today(self) -> bool:
        """Whether some of the day is over, and not all."""
        return self.begins_at <= self.now < self.ends_at

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left of the day."""
        return self.ends_at <= self.now

    def clean(self) -> None:
        if self.is_over:
            raise ValidationError("That day is over.")

    def starts_at(self) -> datetime:
        """The beginning of the day, or of the half hour in which somebody falls ill."""
        if self.cleaned_data["span"] == WHOLE_DAY or not self.is_today:
            return self.begins_at
        return self.now - (self.now - self.begins_at) % SLOT


@require_http_methods(["GET", "HEAD", "POST"])
def day_off(request: UserRequest, pk: int) -> HttpResponse:
    """Close the `day` of a provider's place, or what is left of today; then back to the sheet.
    What that displaces is asked about first."""
    kept = Affiliation.objects.kept_by(request.user).with_names()
    place = get_object_or_404(kept, pk=pk)
    now = timezone.now()
    day = asked_day(request, otherwise=now.astimezone(place.centre.zone).date())
    form = DayOffForm(request.POST or None, place=place, day=day, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            _close(request, place, form)
        except ValidationError as fault:
            form.add_error(None, ValidationError(fault.messages))  # they name the row's fields
        except Undecided as question:
            reasons = Appointment.Cancellation
            because = reasons.ILL if form.is_today else reasons.AWAY
            return ask(request, question, Affiliation, because=because)
        except HoursAreChanging as refusal:
            return ask_again(request, refusal, Affiliation)
        else:
            when = clock_day(form.begins_at, place.centre.zone)
            messages.success(request, f"{place.provider} is off on {when}.")
            return redirect(day_url(place.centre, form.begins_at))
    context = {
        "title": f"Day off for {place.provider}",
        "place": place,
        "form": form,
        "day": day,
        "sheet": day_url(place.centre, form.begins_at),
    }
    return admin_page(request, "admin/centres/affiliation/off.html", Affiliation, context)


def _close(request: UserRequest, place: Affiliation, form: DayOffForm) -> None:
    with displacing(request, place):
        off = take_off(
            place=place,
            starts_at=form.starts_at(),
            ends_at=form.ends_at,
            reason=form.cleaned_data["reason"],
        )
        added = {"name": TimeOff._meta.verbose_name, "object": str(off.pk)}
        note(request.user, place, CHANGE, [{"added": added}])
