"""Whose letters, and how far each has come."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Max, Min, OuterRef, Q, Subquery

from accounts.final import FinalQuerySet
from accounts.models import Patient, User

if TYPE_CHECKING:
    from referrals.models import Referral


class ReferralQuerySet(FinalQuerySet["Referral"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Letters that `user` is a party to: about a patient, by a referrer, to a specialist.
        Whether a party still reads what it says is `Referral.letter_is_open_to`."""
        if user.is_anonymous:
            return self.none()
        return self.filter(
            Q(patient__user=user) | Q(referrer__user=user) | Q(specialist__user=user)
        )

    def withdrawable_by(self, user: User | AnonymousUser) -> Self:
        """Letters that `user` has written: the referrer alone withdraws."""
        if user.is_anonymous:
            return self.none()
        return self.filter(referrer__user=user)

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

    def usable(
        self, patient: Patient, day: date, *, besides: UUID | None = None
    ) -> "list[Referral]":
        """The patient's letters under which a visit on the local `day` can be booked, those that
        last longest first; as `with_visits`, joined with names."""
        standing = self.filter(patient=patient, withdrawn_at=None).with_visits(besides=besides)
        usable = [referral for referral in standing.with_names() if referral.covers(day)]
        return sorted(usable, key=lambda referral: referral.until or date.max, reverse=True)

    def with_names(self) -> Self:
        """Joined with what a page prints: patient, referrer and their centre, specialist."""
        return self.select_related(
            "patient__user",
            "referrer__user",
            "referrer__profession",
            "affiliation__centre",
            "specialist__user",
            "specialist__profession",
            "specialist__expertise",
        )
