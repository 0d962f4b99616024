"""Who reads which entries, prescriptions and events."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from accounts.final import FinalQuerySet
from accounts.models import Patient, Provider, User

if TYPE_CHECKING:
    from records.models import AccessEvent, HistoryEntry, Prescription

# A prescription can be filled for 12 months (National Health (Pharmaceutical Benefits)
# Regulations 2017), so what is older is no longer current.
CURRENT_FOR = timedelta(days=365)
PAGE = 20  # entries


class HistoryEntryQuerySet(FinalQuerySet["HistoryEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` may read now: a patient's own, and for a provider all of every
        patient whose history is open to them."""
        if user.is_anonymous:
            return self.none()
        if user.is_patient:
            return self.filter(patient__user=user)
        return self.filter(patient__in=Patient.objects.history_open_to(user))

    def written_by(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` wrote, while the history is open to them."""
        if user.is_anonymous:
            return self.none()
        return self.filter(author__user=user, patient__in=Patient.objects.history_open_to(user))

    def amendable_by(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` may amend: their own, not amended yet, while the history is open."""
        return self.written_by(user).filter(amended_by=None)

    def with_centres(self) -> Self:
        """Joined with the centre, on whose clock they were written."""
        return self.select_related("appointment__affiliation__centre")

    def page(self, before: int | None) -> Self:
        """The PAGE newest entries, of those that are numbered below `before` unless that is 0; all
        of them for None. The newest first."""
        found = self.filter(number__lt=before) if before else self
        return found.order_by("-number")[: None if before is None else PAGE]

    def page_with(self, number: int) -> int:
        """What `page` takes to show the entry of a patient with that number: the newest entries
        where it is one of them, else it and those before it."""
        return 0 if number > self.newest_number() - PAGE else number + 1

    def newest_number(self) -> int:
        """The number of a patient's newest entry, which is how many there are."""
        return self.order_by("-number").values_list("number", flat=True).first() or 0


class PrescriptionQuerySet(FinalQuerySet["Prescription"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Prescriptions of the entries that `user` may read now."""
        if user.is_anonymous:
            return self.none()
        if user.is_patient:
            return self.filter(entry__patient__user=user)
        return self.filter(entry__patient__in=Patient.objects.history_open_to(user))

    def standing(self, now: datetime) -> Self:
        """Prescriptions of entries that nobody has amended, as long as they can be filled; the
        newest first."""
        found = self.filter(entry__amended_by=None, entry__recorded_at__gt=now - CURRENT_FOR)
        return found.order_by("-entry__number", "pk")

    def newest_of_each(self) -> "PrescriptionQuerySet":
        """Of those of one patient that name the medication alike, to the letter, the newest. Found
        before anything is joined to it: somebody ill has hundreds."""
        place = Window(
            RowNumber(), partition_by="medication", order_by=[F("entry__number").desc(), "pk"]
        )
        newest = self.order_by().annotate(place=place).filter(place=1)
        found = self.model._default_manager.filter(pk__in=newest.values("pk"))
        return found.order_by("-entry__number", "pk")

    def written_by(self, provider: Provider) -> Self:
        """What this provider has prescribed, the newest first."""
        return self.filter(entry__author=provider).order_by("-entry__recorded_at", "-pk")


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

    def in_lines(self) -> Self:
        """For `records.log`: beside each who it was, of which profession, and the appointment's
        time, with the name and the zone of its centre."""
        return self.annotate(
            actor_name=F("actor__full_name"),
            actor_email=F("actor__email"),
            actor_role=F("actor__role"),
            profession=F("actor__provider__profession__name"),
            expertise=F("actor__provider__expertise__name"),
            visit_at=F("appointment__starts_at"),
            centre_name=F("appointment__affiliation__centre__name"),
            timezone=F("appointment__affiliation__centre__timezone"),
        )
