"""Referral letters, and the notices that tell a specialist of one."""

import uuid
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from accounts.final import Final
from accounts.models import Patient, Provider, User
from accounts.validators import validate_lines
from centres.clock import HasClock
from centres.models import Affiliation, Centre
from referrals import exceptions
from referrals.querysets import ReferralQuerySet

LONGEST_LETTER = 20_000  # characters: some eight printed pages


class Referral(Final):
    """A letter by which a patient can book a specialist. Final once sent; it can be withdrawn.

    Its term is the law's (Health Insurance Regulations 2018, section 102): from the first visit
    under it, for 12 months unless the letter says otherwise. Terms are in whole days, on the clock
    of the centre where the visit is.
    """

    class Term(models.TextChoices):
        MONTHS_3 = "3", "3 months"
        MONTHS_6 = "6", "6 months"
        MONTHS_12 = "12", "12 months"
        MONTHS_18 = "18", "18 months"
        INDEFINITE = "indefinite", "Indefinite"

    class State(models.TextChoices):
        SENT = "sent", "Sent"
        BOOKED = "booked", "Booked"
        SEEN = "seen", "Seen"
        LAPSED = "lapsed", "Lapsed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    UNUSED_MONTHS = 12  # after which a letter lapses under which nobody came

    set_once = ("withdrawn_at",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="referrals")
    # The consultation that it came from, and where that was.
    appointment = models.ForeignKey(
        "appointments.Appointment", models.PROTECT, related_name="letters"
    )
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, related_name="+")
    referrer = models.ForeignKey(Provider, models.PROTECT, related_name="letters_sent")
    # As it was when the letter was sent: the letter does not change with the profile.
    provider_number = models.CharField(max_length=8, blank=True)
    specialist = models.ForeignKey(Provider, models.PROTECT, related_name="letters_received")
    letter = models.TextField(validators=[MaxLengthValidator(LONGEST_LETTER), validate_lines])
    term = models.CharField(max_length=10, choices=Term.choices, default=Term.MONTHS_12)
    sent_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    # What `ReferralQuerySet.with_visits` adds.
    first_day: date | None
    last_day: date | None
    is_booked: bool
    is_seen: bool

    class Meta(Final.Meta):
        ordering = ["-sent_at", "pk"]
        indexes = [models.Index(fields=["-sent_at"], name="referral_latest_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "specialist"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_letter_to_a_specialist",
            ),
            models.CheckConstraint(
                condition=~Q(referrer=models.F("specialist")), name="letter_to_another"
            ),
            models.CheckConstraint(
                condition=Q(term__in=["3", "6", "12", "18", "indefinite"]), name="term_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def centre(self) -> Centre:
        """Where the referrer wrote it."""
        return self.affiliation.centre

    @property
    def sent_on(self) -> date:
        """The date of the letter, at the centre where it was written."""
        return self.sent_at.astimezone(self.centre.zone).date()

    @property
    def until(self) -> date | None:
        """The last day on which a visit can be; None for a term without an end that has begun."""
        if self.first_day is None:
            return _last_day(self.sent_on, self.UNUSED_MONTHS)
        return self._ends(self.first_day)

    @property
    def as_held(self) -> str:
        """“You have a referral from Ann Sample until 3 May 2027.”, for the patient."""
        until = f" until {self.until.day} {self.until:%B %Y}" if self.until else ""
        return f"You have a referral from {self.referrer}{until}."

    def covers(self, day: date) -> bool:
        """Whether a visit on the local `day` can be booked under it, beside those that there are:
        all from the first to the last lie within its term."""
        days = [day, *filter(None, (self.first_day, self.last_day))]
        first, last = min(days), max(days)
        ends = self._ends(first)
        in_time = first <= _last_day(self.sent_on, self.UNUSED_MONTHS)
        return self.withdrawn_at is None and in_time and (ends is None or last <= ends)

    def covers_now(self, centre: HasClock, now: datetime) -> bool:
        """Whether it covers a visit today or, when the first one is still to come, from that day;
        on the clock of the `centre` where that would be."""
        today = now.astimezone(centre.zone).date()
        return self.covers(max(today, self.first_day or today))

    def state_on(self, day: date) -> "Referral.State":
        """How far it has come by the local `day`."""
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.is_booked:
            return self.State.BOOKED
        if self.until is not None and day > self.until:
            return self.State.LAPSED
        return self.State.SEEN if self.is_seen else self.State.SENT

    def state_at(self, now: datetime) -> "Referral.State":
        """How far it has come, at the referrer's centre."""
        return self.state_on(now.astimezone(self.centre.zone).date())

    def letter_is_open_to(self, user: User) -> bool:
        """Whether a party reads what it says: the specialist no longer once it is withdrawn, as
        it may have gone to the wrong one."""
        return self.withdrawn_at is None or self.specialist.user_id != user.pk

    def check_new(self) -> None:
        """Raises the `LetterRefused` that stands first: who may write, about whom, to whom."""
        appointment = self.appointment
        if not self.referrer.profession.can_refer:
            raise exceptions.MayNotRefer
        if (
            appointment.provider_id != self.referrer_id
            or appointment.affiliation_id != self.affiliation_id
            or appointment.patient_id != self.patient_id
            or not appointment.is_live
        ):
            raise exceptions.NoAccessToPatient
        if self.specialist_id == self.referrer_id:
            raise exceptions.ToOneself
        if not self.specialist.profession.by_referral_only:
            raise exceptions.NotASpecialist(
                f"{self.specialist} is a {self.specialist.profession}, whom patients book without "
                "a referral. Choose a specialist."
            )
        if not self.specialist.is_listed:
            raise exceptions.NotASpecialist(
                f"{self.specialist} no longer takes bookings. Choose another specialist."
            )

    def _ends(self, first: date) -> date | None:
        return None if self.term == self.Term.INDEFINITE else _last_day(first, int(self.term))


def _last_day(first: date, months: int) -> date:
    """The day before the same one `months` later; in a month that has no such day its last (Acts
    Interpretation Act 1901, section 2G)."""
    end = first + relativedelta(months=months)
    return end if end.day < first.day else end - timedelta(days=1)


class Notice(models.Model):
    """A mail that tells the specialist of a letter, without a word of it. Its id is the mail's."""

    id = models.UUIDField(primary_key=True, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="notices")
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["queued_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
