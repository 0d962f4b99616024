"""Appointments, and the half hours that they take."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Patient, Provider
from accounts.validators import validate_lines
from appointments.exceptions import IllegalMove, NeedsReferral
from appointments.querysets import AppointmentQuerySet
from centres.clock import moment_at
from centres.models import Affiliation, Centre
from centres.validators import SLOT
from referrals.models import Referral


class Appointment(models.Model):
    class Status(models.TextChoices):
        BOOKED = "booked", "Booked"
        ARRIVED = "arrived", "Arrived"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Missed"

    class Cancellation(models.TextChoices):
        """Why the desk cancels. The patient is told, so it says nothing clinical."""

        PATIENT = "patient", "The patient asked for it"
        ILL = "ill", "The provider is ill"
        AWAY = "away", "The provider is away"
        CLOSED = "closed", "The centre is closed"
        MISTAKE = "mistake", "It was booked by mistake"

    STANDING = (Status.BOOKED, Status.ARRIVED)  # still to take place
    LIVE = (*STANDING, Status.COMPLETED)  # neither cancelled nor a no-show
    TELLING = (*LIVE, Status.NO_SHOW)  # its provider still reads who comes and why

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="appointments")
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, related_name="appointments")
    # The affiliation's provider, repeated so that constraints and indexes can name it.
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="appointments")
    day = models.DateField(help_text="The day at the centre on which it starts.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, validators=[validate_lines])
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.BOOKED)
    # Empty while it stands, and when patients themselves cancel. The database fills it for a
    # program of before this field, which goes on while a new one is brought in.
    cancelled_because = models.CharField(
        max_length=7, choices=Cancellation.choices, blank=True, default="", db_default=""
    )
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="appointments", null=True, blank=True
    )
    # The day of which the patient was reminded; another once the appointment is moved.
    reminded_for = models.DateField(null=True, blank=True, editable=False)
    # Rises with each change that a calendar must hear of (RFC 5545, 3.8.7.4).
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["patient", "starts_at"], name="appointment_of_patient"),
            models.Index(fields=["provider", "starts_at"], name="appointment_of_provider"),
            models.Index(fields=["affiliation", "day"], name="appointment_at_place"),
            # In the order of time. What of a day is over is left out of it unread.
            models.Index(fields=["day", "starts_at", "ends_at"], name="appointment_ahead"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "provider", "day"],
                condition=Q(status__in=["booked", "arrived"]),
                name="one_standing_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="appointment_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["booked", "arrived", "completed", "cancelled", "no_show"]),
                name="appointment_status_known",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_because="")
                | Q(
                    cancelled_because__in=["patient", "ill", "away", "closed", "mistake"],
                    status="cancelled",
                ),
                name="appointment_cancelled_for_a_known_reason",
            ),
        ]

    def __str__(self) -> str:
        when = moment_at(self.starts_at, self.centre)
        return f"{when}, with {self.provider} at {self.centre}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's. Raises `NeedsReferral` as `check_referral` does."""
        if self._state.adding:
            self.check_referral()
        super().save(*args, **kwargs)

    @property
    def centre(self) -> Centre:
        """Where it takes place; its times are told on the clock there."""
        return self.affiliation.centre

    @property
    def zone(self) -> ZoneInfo:
        """The zone of that clock."""
        return self.centre.zone

    def starts_from(self, start: datetime) -> list[datetime]:
        """The half hours that it would take from `start` on, in UTC."""
        first, length = start.astimezone(UTC), (self.ends_at - self.starts_at) // SLOT
        return [first + n * SLOT for n in range(length)]

    def is_at(self, starts: Sequence[datetime]) -> bool:
        """Whether the half hours that start at `starts` (UTC, in order) are its own."""
        return list(starts) == self.starts_from(self.starts_at)

    @property
    def is_live(self) -> bool:
        """Neither cancelled nor a no-show; `AppointmentQuerySet.live` asks the same."""
        return self.status in self.LIVE

    @property
    def is_standing(self) -> bool:
        """Booked or arrived: still to take place."""
        return self.status in self.STANDING

    @property
    def tag(self) -> str:
        """The kind of the tag that shows its status."""
        return TAGS[self.status]

    @property
    def tells_provider_who(self) -> bool:
        """Whether its provider still reads who comes and why: not once it is cancelled."""
        return self.status in self.TELLING

    def check_referral(self) -> None:
        """Raises `NeedsReferral` for a provider who is booked by referral only, and has none;
        and for one that is not the patient's, not to this provider, or does not cover the day."""
        if self.referral is None:
            if self.provider.profession.by_referral_only:
                raise NeedsReferral(
                    f"You need a GP referral to book {self.provider}. Book a GP, who can write "
                    "one.",
                    at_desk=f"The patient has no referral to {self.provider}. A GP can write one.",
                )
            return
        usable = Referral.objects.usable(self.patient, self.day, besides=self.pk)
        if self.referral not in usable or self.referral.specialist_id != self.provider_id:
            raise NeedsReferral(
                f"This referral cannot be used for {self.provider} on that day. Choose an earlier "
                "time, or book a GP, who can write a new one.",
                at_desk=f"The patient's referral cannot be used for {self.provider} on that day.",
            )

    def move_to(self, status: str) -> None:
        """Set the status, unsaved. Raises `IllegalMove` when `STATUS_MOVES` does not allow it."""
        if status not in STATUS_MOVES[self.status]:
            raise IllegalMove(
                f"An appointment that is {self.get_status_display().lower()} cannot become "
                f"{Appointment.Status(status).label.lower()}."
            )
        self.status = status


Status = Appointment.Status

# Each status as a kind of tag: what is to come, what took or takes place, what does not.
TAGS: dict[str, str] = {
    Status.BOOKED: "info",
    Status.ARRIVED: "success",
    Status.COMPLETED: "success",
    Status.CANCELLED: "danger",
    Status.NO_SHOW: "danger",
}

# The legal moves of a status; `completed` is set by the consultation, the rest by services. An
# arrival that was marked by mistake becomes booked again, and so does a visit marked as missed.
STATUS_MOVES: dict[str, set[str]] = {
    Status.BOOKED: {Status.ARRIVED, Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW},
    Status.ARRIVED: {Status.COMPLETED, Status.CANCELLED, Status.BOOKED},
    Status.NO_SHOW: {Status.BOOKED},
    Status.COMPLETED: set(),
    Status.CANCELLED: set(),
}


class BookedSlot(models.Model):
    """One taken half hour. Its two constraints make double booking impossible, whatever the
    code above does."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="slots")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "starts_at"], name="slot_taken_once"),
            models.UniqueConstraint(fields=["patient", "starts_at"], name="patient_at_one_place"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"


class EarlierTime(models.Model):
    """When an appointment was before it was moved."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="earlier_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["moved_at", "pk"]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"
