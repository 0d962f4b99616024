"""Who reads which entries, prescriptions and events."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.final import FinalQuerySet
from accounts.models import Patient, Provider, User

if TYPE_CHECKING:
    from records.models import AccessEvent, HistoryEntry, Prescription

# A prescription can be filled for 12 months (National Health (Pharmaceutical Benefits)
# Regulations 2017), so what is older is no longer current.
CURRENT_FOR = timedelta(days=365)


class HistoryEntryQuerySet(FinalQuerySet["HistoryEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` may read now: a patient's own, and for a provider all of every
        patient whose history is open to them."""
        if user.is_anonymous:
            return self.none()
        open_to = Patient.objects.history_open_to(user)
        return self.filter(Q(patient__user=user) | Q(patient__in=open_to))

    def written_by(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` wrote, while the history is open to them."""
        if user.is_anonymous:
            return self.none()
        return self.filter(author__user=user, patient__in=Patient.objects.history_open_to(user))

    def amendable_by(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` may amend: their own, not amended yet, while the history is open."""
        return self.written_by(user).filter(amended_by=None)

    def for_reading(self) -> Self:
        """The newest first, joined with what a page prints of them, and with their medication."""
        return (
            self.select_related(
                "author__user",
                "author__profession",
                "author__expertise",
                "appointment__affiliation__centre",
                "amends",
                "amended_by",
            )
            .prefetch_related("prescriptions")
            .order_by("-number")
        )


class PrescriptionQuerySet(FinalQuerySet["Prescription"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Prescriptions of the entries that `user` may read now."""
        if user.is_anonymous:
            return self.none()
        open_to = Patient.objects.history_open_to(user)
        return self.filter(Q(entry__patient__user=user) | Q(entry__patient__in=open_to))

    def standing(self, now: datetime) -> Self:
        """Prescriptions of entries that nobody has amended, as long as they can be filled; the
        newest first."""
        found = self.filter(entry__amended_by=None, entry__recorded_at__gt=now - CURRENT_FOR)
        return found.order_by("-entry__number", "pk")

    def known_to(self, provider: Provider, patient: Patient) -> Self:
        """What this provider has prescribed and this patient has been prescribed, the newest
        first: from there a form suggests what is likely."""
        of_either = Q(entry__author=provider) | Q(entry__patient=patient)
        return self.filter(of_either).order_by("-entry__recorded_at", "-pk")

    def with_names(self) -> Self:
        """Joined with what a list prints: of which entry, who prescribed it, and where."""
        return self.select_related("entry__author__user", "entry__appointment__affiliation__centre")


class AccessEventQuerySet(FinalQuerySet["AccessEvent"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The log of the patient who is `user`; nobody else reads it."""
        if user.is_anonymous:
            return self.none()
        return self.filter(patient__user=user)

    def by(self, user: User) -> Self:
        """What `user` did."""
        return self.filter(actor=user)

    def by_others_than(self, user: User) -> Self:
        """What everybody else did, or was refused."""
        return self.exclude(actor=user)

    def with_names(self) -> Self:
        """Joined with who it was, of which profession, and where."""
        return self.select_related(
            "actor__provider__profession",
            "actor__provider__expertise",
            "appointment__affiliation__centre",
        )
