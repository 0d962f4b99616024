"""Booking for a patient who is on the phone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.decorators import UserRequest
from accounts.kept import admin_page, note
from accounts.models import Patient
from appointments import exceptions, services
from appointments.availability import nearest_free
from appointments.forms import NOT_A_TIME, MoveForm
from appointments.models import Appointment
from appointments.views.desk.day import day_url
from appointments.views.desk.forms import FindForm, ForPatientForm, NewcomerForm, pass_for
from centres.clock import moment_at
from centres.models import Affiliation
from records.desk import Found, book_for_newcomer, find
from referrals.models import Referral


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: UserRequest, pk: int) -> HttpResponse:
    """At a place, for the half hour `slots`: find the patient, or make an account, and book."""
    places = Affiliation.objects.kept_by(request.user).listed().with_names()
    place = get_object_or_404(places, pk=pk)
    when = MoveForm(request.GET)
    if not when.is_valid():
        messages.error(request, NOT_A_TIME)
        return redirect(day_url(place.centre, timezone.now()))
    page = BookingPage(request, place, when.cleaned_data["slots"][0])
    acts = {"find": page.find, "book": page.book, "new": page.book_for_newcomer}
    return acts.get(request.POST.get("action", ""), page.show)()


@dataclass(frozen=True)
class BookingPage:
    """What stands on the page, and what its buttons do."""

    request: UserRequest
    place: Affiliation
    start: datetime

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page; `context` stands over what it holds at first."""
        at_first = {
            "title": "Book for a patient",
            "place": self.place,
            "centre": self.place.centre,
            "start": self.start,
            "sheet": day_url(self.place.centre, self.start),
            "find_form": FindForm(),
            "newcomer_form": NewcomerForm(start=self.start),
            "time_form": ForPatientForm(start=self.start, desk=self.request.user),
        }
        shown = {**at_first, **context}
        if "found" in context:  # then the first of them, or of other times, is where one goes on
            del shown["find_form"].fields["who"].widget.attrs["autofocus"]
        template = "admin/appointments/appointment/book.html"
        return admin_page(self.request, template, Appointment, shown, status=status)

    def find(self) -> HttpResponse:
        form = FindForm(self.request.POST)
        if not form.is_valid():
            return self.show(find_form=form)
        who = form.cleaned_data["who"]
        found = find(who, by=self.request.user, now=timezone.now())
        if found:
            return self.show(find_form=form, found=self._choices(found))
        newcomer = NewcomerForm(start=self.start, told=who)
        return self.show(find_form=form, newcomer_form=newcomer, looked=True)

    def book(self) -> HttpResponse:
        desk = self.request.user
        form = ForPatientForm(self.request.POST, start=self.start, desk=desk)
        if not form.is_valid():
            return self.show(time_form=form)
        patient: Patient = form.cleaned_data["patient"]
        starts = form.starts()
        try:
            appointment = services.book(
                patient=patient,
                affiliation=self.place,
                starts=starts,
                reason="",
                by=desk,
                now=timezone.now(),
                referral=self._letter(patient),
            )
        except exceptions.PatientIsBusy as refusal:
            if not refusal.is_repeat(self.place, starts):
                return self._refused(refusal, form, patient)
            appointment = refusal.appointment  # a second press of the button
        except exceptions.Refused as refusal:
            return self._refused(refusal, form, patient)
        return self._booked(appointment)

    def book_for_newcomer(self) -> HttpResponse:
        form = NewcomerForm(self.request.POST, start=self.start)
        if form.is_valid():
            try:
                appointment = book_for_newcomer(
                    newcomer=form.newcomer(),
                    affiliation=self.place,
                    starts=form.starts(),
                    by=self.request.user,
                    now=timezone.now(),
                )
            except exceptions.Refused as refusal:
                form.add_error(None, refusal.at_desk)
            except ValidationError as fault:
                form.add_error(None, fault)
            else:
                return self._booked(appointment)
        if form.is_email_taken:  # then whose it is can be looked for by it
            at_hand = FindForm(initial={"who": form["email"].value()})
            return self.show(newcomer_form=form, find_form=at_hand)
        return self.show(newcomer_form=form)

    def _letter(self, patient: Patient) -> Referral | None:
        """The patient's letter to this provider that lasts longest, where one is needed."""
        if not self.place.provider.profession.by_referral_only:
            return None
        letters = Referral.objects.filter(specialist=self.place.provider_id)
        day = self.start.astimezone(self.place.centre.zone).date()
        return next(iter(letters.usable(patient, day)), None)

    def _refused(
        self, refusal: exceptions.Refused, form: ForPatientForm, patient: Patient
    ) -> HttpResponse:
        """Why, with the patient kept and other times where another time is the way out."""
        is_lost = isinstance(refusal, exceptions.SlotTaken)
        nearest = []
        if is_lost or refusal.is_of_the_time:
            nearest = nearest_free(
                self.place,
                patient=patient,
                start=self.start,
                now=timezone.now(),
                slots=len(form.starts()),
            )
        is_known = Patient.objects.kept_by(self.request.user).contains(patient)
        return self.show(
            status=409 if is_lost else 200,
            time_form=form,
            found=self._choices([Found(patient, is_known)]),
            refusal=refusal.at_desk,
            nearest=nearest,
        )

    def _choices(self, found: list[Found]) -> list[tuple[Found, str]]:
        return [(one, pass_for(one.patient, self.request.user)) for one in found]

    def _booked(self, appointment: Appointment) -> HttpResponse:
        note(self.request.user, appointment, ADDITION, [{"added": {}}])
        who = appointment.patient
        when = moment_at(appointment.starts_at, self.place.centre)
        messages.success(
            self.request, f"Booked: {who} with {self.place.provider}, {when}. {who} is mailed."
        )
        return redirect(day_url(self.place.centre, appointment.starts_at))
