"""Who reads which entries, prescriptions and events."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from accounts.final import FinalQuerySet
from accounts.models import Patient, Provider, User
from appointments.models import Appointment

if TYPE_CHECKING:
    from records.models import AccessEvent, HistoryEntry, Prescription

# A prescription can be filled for 12 months (National Health (Pharmaceutical Benefits)
# Regulations 2017), so what is older is no longer current.
CURRENT_FOR = timedelta(days=365)
PAGE = 20  # entries
# Of a line of the log: what was done; by whom, of which profession; the appointment, and where.
LINE_COLUMNS = [
    *("action", "at", "allowed", "entry_number", "actor_id", "actor__full_name", "actor__email"),
    *("actor__role", "service"),
    *("appointment_id", "appointment__starts_at", "appointment__affiliation__centre__name"),
    "appointment__affiliation__centre__timezone",
]


def _of(patient: User) -> QuerySet[Patient, Any]:
    """The key of who is a patient. Databases ask for it first, and then go by indexes of patients:
    joined, the patient may be what they ask for of each row."""
    return Patient.objects.filter(user=patient).values("pk")[:1]


def _open_to(provider: User) -> QuerySet[Appointment, Any]:
    """The keys of the patients whose history is open to who is a provider."""
    return Appointment.objects.opening_history_to(provider).values("patient")


def _is_open(patient: Patient, reader: User) -> Exists:
    """Whether somebody reads the history of this patient. Nothing in it is of a row that is read,
    so that databases ask it once, however many these are."""
    if reader.is_patient:
        return Exists(Patient.objects.filter(pk=patient.pk, user=reader))
    return Exists(Appointment.objects.opening_history_to(reader).filter(patient=patient))


class HistoryEntryQuerySet(FinalQuerySet["HistoryEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` may read now: a patient's own, and for a provider all of every
        patient whose history is open to them."""
        if user.is_anonymous:
            return self.none()
        if user.is_patient:
            return self.filter(patient=_of(user))
        return self.filter(patient__in=_open_to(user))

    def of(self, patient: Patient, reader: User) -> Self:
        """Entries of one patient that are `visible_to` the reader."""
        return self.filter(_is_open(patient, reader), patient=patient)

    def written_by(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` wrote, while the history is open to them."""
        if user.is_anonymous:
            return self.none()
        return self.filter(author__user=user, patient__in=_open_to(user))

    def amendable_by(self, user: User | AnonymousUser) -> Self:
        """Entries that `user` may amend: their own, not amended yet, while the history is open."""
        return self.written_by(user).not_amended()

    def not_amended(self) -> Self:
        """Entries that no newer one corrects. Asked of each, because SQLite takes the joined rows
        to be all those that correct nothing, and reads the whole table for each entry."""
        return self.filter(~Exists(self.model._default_manager.filter(amends=OuterRef("pk"))))

    def with_correction(self) -> Self:
        """With the number of the entry that corrects it; None where none does. Asked of each, for
        the same reason."""
        newer = self.model._default_manager.filter(amends=OuterRef("pk"))
        return self.annotate(corrected_by=Subquery(newer.order_by().values("number")))

    def with_centres(self) -> Self:
        """Joined with the centre, on whose clock they were written."""
        return self.select_related("appointment__affiliation__centre")

    def page_with(self, number: int) -> int:
        """What `read_entries` takes to show the entry of a patient with that number: the newest
        entries where it is one of them, else it and those before it."""
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
            return self.filter(entry__patient=_of(user))
        return self.filter(entry__patient__in=_open_to(user))

    def of(self, patient: Patient, reader: User) -> Self:
        """Prescriptions for one patient that are `visible_to` the reader."""
        return self.filter(_is_open(patient, reader), entry__patient=patient)

    def standing(self, now: datetime) -> Self:
        """Prescriptions of entries that nobody has amended, as long as they can be filled; the
        newest first."""
        entries: Any = self.model._meta.get_field("entry").related_model
        amended = Exists(entries.objects.filter(amends=OuterRef("entry")))
        found = self.filter(~amended, entry__recorded_at__gt=now - CURRENT_FOR)
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

    def written_of_late(self, provider: Provider, most: int) -> Self:
        """What this provider has prescribed in their `most` newest entries. These are chosen first,
        so that many years of a practice cost no more than one."""
        entries = self.model._meta.get_field("entry").related_model._default_manager
        newest = entries.filter(author=provider).order_by("-recorded_at")[:most]
        return self.filter(entry__in=newest.values("pk"))


class AccessEventQuerySet(FinalQuerySet["AccessEvent"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The log of the patient who is `user`; nobody else reads it."""
        if user.is_anonymous:
            return self.none()
        return self.filter(patient=_of(user))

    def by(self, user: User) -> Self:
        """What `user` did."""
        return self.filter(actor=user)

    def by_others_than(self, user: User) -> Self:
        """What everybody else did, or was refused."""
        return self.exclude(actor=user)

    def in_lines(self, first: int, last: int) -> "QuerySet[AccessEvent, tuple[Any, ...]]":
        """For `records.log`: of those from one place to before another what `LINE_COLUMNS` names.
        The events are chosen before anybody's name is joined to them."""
        chosen = self[first:last].values("pk")
        # Joined too, its tables would be more than PostgreSQL looks for the best order of (eight).
        services = Provider.objects.filter(user=OuterRef("actor")).values_list(
            Coalesce("expertise__name", "profession__name")
        )
        found = self.model._default_manager.filter(pk__in=chosen)
        return found.annotate(service=Subquery(services)).values_list(*LINE_COLUMNS)
