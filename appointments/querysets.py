"""Whose appointments, and which of them stand."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from accounts.models import Patient, Provider, User
from centres.models import Affiliation, Centre
from centres.querysets import kept_centre

if TYPE_CHECKING:
    from appointments.models import Appointment

LONGEST = timedelta(days=3)  # more than an appointment lasts, which is a day at most (settings)


class Unseen(Func):
    """A value that PostgreSQL does not look at while it plans. It would find a plan for each
    instant cheaper than one for all, and so plan each time anew: that takes longer than to read.
    SQLite, which asks Django to reckon with instants, asks once and not for each row."""

    template = "(SELECT %(expressions)s)"


def upcoming_first(now: datetime) -> list[Any]:
    """An ordering: what is not over at `now`, the next one first, and then what is, the latest
    first. A list of the admin is ordered by this too."""
    is_over, ahead = Q(ends_at__lte=now), Q(ends_at__gt=now)
    return [
        Case(When(is_over, then=1), default=0).asc(),
        Case(When(ahead, then=F("starts_at"))).asc(),
        F("starts_at").desc(),
        "pk",
    ]


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Appointments that `user` is a party to: a patient's own, a provider's own. Staff are
        no party to any; what they keep, they keep in the admin."""
        if user.is_anonymous:
            return self.none()
        if user.is_patient:
            return self.filter(patient__user=user)
        if user.is_provider:
            return self.filter(provider__user=user)
        return self.none()

    def changeable_by(self, user: User | AnonymousUser) -> Self:
        """Appointments that `user` may cancel, move and put in a calendar: a patient's own."""
        if user.is_anonymous:
            return self.none()
        return self.filter(patient__user=user)

    def kept_by(self, user: User | AnonymousUser) -> Self:
        """Appointments at the centres that `user` keeps in the admin. Why the patient comes is for
        no admin page."""
        return self.filter(kept_centre(user, "affiliation__centre__"))

    def at_centre(self, centre: Centre, *, first: date, last: date) -> Self:
        """Those that take place at the centre on its local days from `first` to `last`."""
        return self.filter(affiliation__centre=centre, day__range=(first, last))

    def booked_just_so(
        self, email: str, place: Affiliation, starts: Sequence[datetime], by: User
    ) -> "Appointment | None":
        """What `by` has booked at the place for whoever has that email, at exactly the half hours
        that start at `starts` (UTC, in order), if it still stands."""
        mine = self.standing().filter(booked_by=by, affiliation=place, starts_at=starts[0])
        held = mine.filter(patient__user__email=email.strip().lower()).with_names().first()
        return held if held and held.is_at(starts) else None

    def opening_history_to(self, user: User | AnonymousUser) -> Self:
        """The rule of who reads a history: appointments because of which `user` may read the
        patient's whole history, and add to it. They are the provider's own that are neither
        cancelled nor missed, past and to come, whatever the centre. No permission widens it. Who
        the provider is, is asked once for all the rows that a query compares with these."""
        if user.is_anonymous:
            return self.none()
        return self.live().filter(provider=Provider.objects.filter(user=user).values("pk")[:1])

    def others_of(self, patient: Patient, moving: "Appointment | None") -> Self:
        """A patient's appointments but `moving`, which would leave its time."""
        own = self.filter(patient=patient)
        return own if moving is None else own.exclude(pk=moving.pk)

    def live(self) -> Self:
        """Neither cancelled nor a no-show."""
        return self.filter(status__in=self.model.LIVE)

    def not_cancelled(self) -> Self:
        """Those that keep their half hours: also what is completed or missed."""
        return self.exclude(status=self.model.Status.CANCELLED)

    def standing(self) -> Self:
        """Booked or arrived: still to take place."""
        return self.filter(status__in=self.model.STANDING)

    def to_be_reminded_of(self, now: datetime) -> Self:
        """Booked for tomorrow by the clock of their centres, of open accounts, and of which the
        patient was not reminded yet."""
        places: Any = self.model._meta.get_field("affiliation").related_model
        tomorrow = Q(pk__in=[])
        for name in places.objects.values_list("centre__timezone", flat=True).distinct():
            day = now.astimezone(ZoneInfo(name)).date() + timedelta(days=1)
            tomorrow |= Q(affiliation__centre__timezone=name, day=day)
        booked = self.filter(tomorrow, status=self.model.Status.BOOKED)
        of_another_day = Q(reminded_for=None) | ~Q(reminded_for=F("day"))
        return booked.filter(of_another_day, patient__user__is_active=True)

    def completed(self) -> Self:
        """Those with a history entry."""
        return self.filter(status=self.model.Status.COMPLETED)

    def upcoming(self, now: datetime) -> Self:
        """Live and not over at `now`, the next one first."""
        return self.live().not_over(now).order_by("starts_at", "pk")

    def not_over(self, now: datetime) -> Self:
        """Those that end after `now`. When they began is asked as well, by which an index leaves
        out all that is long over."""
        begun = Unseen(Value(now) - Value(LONGEST))
        return self.filter(ends_at__gt=Unseen(Value(now)), starts_at__gt=begun)

    def past(self, now: datetime) -> Self:
        """What `upcoming` leaves out, over or cancelled; the latest first."""
        is_live = Q(status__in=self.model.LIVE)
        return self.filter(~is_live | Q(ends_at__lte=now)).order_by("-starts_at", "-pk")

    def without_reason(self) -> Self:
        """For the desk: what the patient wrote to the provider is not even loaded."""
        return self.defer("reason")

    def in_lines(self) -> "models.QuerySet[Appointment, tuple[Any, ...]]":
        """For `visits.as_visits`: what the lists of a provider print, and no more, in one query."""
        place = "affiliation__centre"
        return self.values_list(
            *("pk", "status", "day", "starts_at", "ends_at", "reason"),
            *("patient_id", "patient__user__full_name", "patient__user__email"),
            *(f"{place}_id", f"{place}__name", f"{place}__timezone"),
        )

    def for_cards(self) -> "models.QuerySet[Appointment, tuple[Any, ...]]":
        """For `cards.cards`: what a patient's list prints, and no more, in one query."""
        place = "affiliation__centre"
        return self.values_list(
            *("pk", "status", "starts_at", "provider_id"),
            *(f"provider__user__{name}" for name in ("full_name", "email", "is_active")),
            *("provider__profession__name", "provider__expertise__name"),
            *(f"{place}_id", f"{place}__name", f"{place}__timezone"),
        )

    def for_a_list(self) -> Self:
        """For the desk: beside each the names of the patient, the provider and the centre, which
        as models would be seven for a row; without why the patient comes."""
        return self.only("starts_at", "status").annotate(
            patient_full_name=F("patient__user__full_name"),
            patient_email=F("patient__user__email"),
            provider_full_name=F("provider__user__full_name"),
            provider_email=F("provider__user__email"),
            centre_name=F("affiliation__centre__name"),
            timezone=F("affiliation__centre__timezone"),
        )

    def with_names(self) -> Self:
        """Joined with what a page prints: patient, provider, service, centre."""
        return self.select_related(
            "patient__user",
            "provider__user",
            "provider__profession",
            "provider__expertise",
            "affiliation__centre",
        )
