"""A patient's history, the medication in it, and who opened it."""

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.final import Final
from accounts.models import Patient, Provider
from accounts.validators import validate_line, validate_lines
from appointments.models import Appointment
from centres.models import Centre
from records import exceptions
from records.entries import title_of
from records.querysets import AccessEventQuerySet, HistoryEntryQuerySet, PrescriptionQuerySet

LONGEST_ENTRY = 20_000  # characters: some eight printed pages
MOST_REPEATS = 11  # a month each, until the prescription is a year old


class HistoryEntry(Final):
    """What a provider wrote about a visit. A patient's entries are numbered 1, 2, 3…; the digest
    of each rests on that of the one before (`records.chain`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="entries")
    # The appointment's patient and provider, repeated so that constraints can name the patient.
    # Each is the first of another index: PostgreSQL takes the smaller, and then sorts what it read.
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="entries", db_index=False)
    author = models.ForeignKey(Provider, models.PROTECT, related_name="entries", db_index=False)
    text = models.TextField(validators=[MaxLengthValidator(LONGEST_ENTRY), validate_lines])
    recorded_at = models.DateTimeField()
    amends = models.OneToOneField(
        "self", models.PROTECT, related_name="amended_by", null=True, blank=True
    )
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    objects = HistoryEntryQuerySet.as_manager()

    class Meta(Final.Meta):
        ordering = ["patient", "number"]
        verbose_name_plural = "history entries"
        # With the key, so that it is gone through in order however many entries an author has.
        indexes = [models.Index(fields=["author", "recorded_at", "id"], name="entry_written_by")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "number"], name="entry_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="entry_numbered_from_1"),
            models.CheckConstraint(condition=~Q(digest=""), name="entry_has_digest"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def centre(self) -> Centre:
        """Where the visit was; its times are told on the clock there."""
        return self.appointment.affiliation.centre

    @property
    def title(self) -> str:
        return title_of(self.number, self.recorded_at, self.centre)

    def check_new(self) -> None:
        """Raises `NotYourAppointment` or `NotYourEntry` for an entry that is not its
        appointment's, and `NoAccess` for an appointment that is not live."""
        appointment = self.appointment
        if (appointment.patient_id, appointment.provider_id) != (self.patient_id, self.author_id):
            raise exceptions.NotYourAppointment
        if not appointment.is_live:
            raise exceptions.NoAccess(
                f"This appointment is {appointment.get_status_display().lower()}, so the history "
                "of its patient is closed to you and nothing was saved."
            )
        earlier = self.amends
        if earlier is None:
            return
        if (earlier.patient_id, earlier.author_id) != (self.patient_id, self.author_id):
            raise exceptions.NotYourEntry
        # Asked of the database: naming `amends` has made this very row its `amended_by`.
        if HistoryEntry.objects.filter(amends=earlier).exists():
            raise exceptions.AmendedAlready


class Prescription(Final):
    """A medication that an entry prescribes."""

    entry = models.ForeignKey(HistoryEntry, models.PROTECT, related_name="prescriptions")
    medication = models.CharField(max_length=120, validators=[validate_line])
    dose = models.CharField(max_length=60, validators=[validate_line])
    directions = models.CharField(max_length=200, validators=[validate_line])
    repeats = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(MOST_REPEATS)]
    )

    objects = PrescriptionQuerySet.as_manager()

    class Meta(Final.Meta):
        ordering = ["entry", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(repeats__lte=MOST_REPEATS), name="prescription_repeats_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AccessEvent(Final):
    """One line of the log that a patient reads: who opened or wrote what, or was refused, when,
    and because of which appointment; and what the staff of a centre did for the patient."""

    class Action(models.TextChoices):
        OPENED = "opened", "Opened the history"
        WROTE = "wrote", "Added an entry"
        SENT_LETTER = "sent", "Sent a referral letter"
        READ_LETTER = "letter", "Opened a referral letter"
        WITHDREW_LETTER = "withdrew", "Withdrew a referral letter"
        TOOK_AWAY = "export", "Downloaded or printed the history"
        # By the staff of a centre, who read nothing.
        BOOKED = "booked", "Booked for the patient"
        MOVED = "moved", "Moved an appointment"
        CANCELLED = "cancel", "Cancelled an appointment"
        FOUND = "found", "Found by email, phone or Medicare number"
        MADE_ACCOUNT = "account", "Made the account"

    # Without an index of its own, as that of an entry.
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="access_events", db_index=False
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action = models.CharField(max_length=8, choices=Action.choices)
    at = models.DateTimeField()
    # What justified it, or what the desk did it to; empty for a refusal, and for patients
    # themselves.
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="+", null=True, blank=True
    )
    allowed = models.BooleanField()
    # Of the entry that was written. An entry that is taken away leaves them here.
    entry_number = models.PositiveIntegerField(null=True, blank=True)
    entry_digest = models.CharField(max_length=64, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta(Final.Meta):
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["patient", "-at"], name="access_event_of_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "entry_number"],
                condition=Q(entry_number__isnull=False),
                name="entry_logged_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    action__in=[
                        *("opened", "wrote", "sent", "letter", "withdrew", "export"),
                        *("booked", "moved", "cancel", "found", "account"),
                    ]
                ),
                name="access_action_known",
            ),
            models.CheckConstraint(
                condition=Q(entry_number__isnull=True, entry_digest="")
                | Q(entry_number__isnull=False, action="wrote", allowed=True) & ~Q(entry_digest=""),
                name="access_event_of_an_entry",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
