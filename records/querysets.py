"""Who reads which entries, prescriptions and events."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from accounts.final import FinalQuerySet
from accounts.models import Patient, Provider, User, shown_name
from centres.clock import Clock
from records.entries import ENTRY_COLUMNS, PRESCRIPTION_COLUMNS, Entry, Prescribed

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

    def as_read(self) -> list[Entry]:
        """What is printed of them, with their medication. Two queries."""
        rows = list(self.values_list(*ENTRY_COLUMNS))
        model: Any = self.model._meta.get_field("prescriptions").related_model
        found = model.objects.filter(entry__in=[row[0] for row in rows]).order_by("pk")
        prescribed: dict[UUID, list[Prescribed]] = {row[0]: [] for row in rows}
        for entry, *columns in found.values_list("entry", *PRESCRIPTION_COLUMNS):
            prescribed[entry].append(Prescribed(*columns))
        return [
            Entry(*[*plain, shown_name(full_name, email), Clock(timezone), prescribed[plain[0]]])
            for *plain, full_name, email, timezone in rows
        ]

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
