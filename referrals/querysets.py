"""Whose letters, and how far each has come."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, Max, Min, OuterRef, Prefetch, Q, Subquery, Value, When

from accounts.final import FinalQuerySet
from accounts.models import Patient, User
from centres.models import Affiliation
from centres.querysets import kept_centre

if TYPE_CHECKING:
    from referrals.models import Referral


class ReferralQuerySet(FinalQuerySet["Referral"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Letters that `user` is a party to: about a patient, by a referrer, to a specialist.
        Whether a party still reads what it says is `Referral.letter_is_open_to`."""
        if user.is_anonymous:
            return self.none()
        if user.is_patient:
            return self.filter(patient__user=user)
        return self.filter(Q(referrer__user=user) | Q(specialist__user=user))

    def kept_by(self, user: User | AnonymousUser) -> Self:
        """Letters whose notices `user` keeps in the admin: those written at centres that they
        keep. What the letters say is for no admin page."""
        return self.filter(kept_centre(user, "affiliation__centre__"))

    def sent_by(self, user: User) -> Self:
        """Letters that `user` has written: the outbox."""
        return self.filter(referrer__user=user)

    def sent_to(self, user: User) -> Self:
        """Letters that are addressed to `user`: the inbox."""
        return self.filter(specialist__user=user)

    def withdrawable_by(self, user: User | AnonymousUser) -> Self:
        """Letters that `user` has written: the referrer alone withdraws."""
        if user.is_anonymous:
            return self.none()
        return self.sent_by(user)

    def with_visits(self, *, besides: UUID | None = None) -> Self:
        """With what has been booked under each: `first_day` and `last_day` (local dates of the
        first and last visit that is live), `is_booked` and `is_seen`. A visit counts as attended
        unless it was cancelled or missed. `besides` (pk) is an appointment that does not count."""
        appointments: Any = self.model._meta.get_field("appointments").related_model
        visits = appointments.objects.filter(referral=OuterRef("pk")).exclude(pk=besides)
        days = visits.live().order_by().values("referral")
        return self.annotate(
            first_day=Subquery(days.annotate(day_one=Min("day")).values("day_one")),
            last_day=Subquery(days.annotate(day_last=Max("day")).values("day_last")),
            is_booked=Exists(visits.standing()),
            is_seen=Exists(visits.completed()),
        )

    def perhaps_new(self, now: datetime) -> Self:
        """All that `new` can find, before anything is asked about visits: of nearly everybody there
        is none, and that is quick to learn."""
        return self.filter(self._sent_lately(now))

    def new(self, now: datetime) -> Self:
        """Letters `with_visits` in the state sent: not withdrawn, nobody has come or is to come,
        and still to be used; to the day, as `Referral.state_at` tells it."""
        return self.filter(self._new(now))

    def new_first(self, now: datetime) -> Self:
        """Letters `with_visits`: those that are `new`, then the others; the latest first."""
        rank = Case(When(self._new(now), then=Value(0)), default=Value(1))
        return self.order_by(rank, "-sent_at", "pk")

    def _new(self, now: datetime) -> Q:
        return Q(is_booked=False, is_seen=False) & self._sent_lately(now)

    def _sent_lately(self, now: datetime) -> Q:
        oldest = now - relativedelta(months=self.model.UNUSED_MONTHS)
        return Q(withdrawn_at=None, sent_at__gt=oldest)

    def held(self, *, besides: UUID | None = None) -> "list[Referral]":
        """Letters that are not withdrawn, as `with_visits`, joined with names; those that last
        longest first."""
        standing = self.filter(withdrawn_at=None).with_visits(besides=besides).with_names()
        return sorted(standing, key=lambda letter: letter.until or date.max, reverse=True)

    def usable(
        self, patient: Patient, day: date, *, besides: UUID | None = None
    ) -> "list[Referral]":
        """The patient's letters under which a visit on the local `day` can be booked, in the order
        of `held`."""
        own = self.filter(patient=patient).held(besides=besides)
        return [letter for letter in own if letter.covers(day)]

    def with_names(self) -> Self:
        """Joined with what a page prints: patient, referrer and their centre, specialist. The
        letter's text stays behind: `records.services.open_letter` gives it, and logs that."""
        return self.defer("letter").select_related(
            "patient__user",
            "referrer__user",
            "referrer__profession",
            "referrer__expertise",
            "affiliation__centre",
            "specialist__user",
            "specialist__profession",
            "specialist__expertise",
        )

    def for_pages(self) -> Self:
        """With names, visits, and where each specialist works, by the centres' names."""
        places: Any = Affiliation.objects.order_by("centre__name").select_related("centre")
        found = self.with_visits().with_names()
        return found.prefetch_related(Prefetch("specialist__affiliations", places))
