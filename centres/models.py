"""Centres, who works there and who keeps them, and their hours."""

import re
from datetime import time
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.models import Named, Provider
from accounts.validators import validate_line, validate_name, validate_phone
from centres.addresses import address_of, town_of
from centres.clock import Clock, clock_day, zone_named
from centres.hours import minutes_of
from centres.importing.models import StagedImport
from centres.querysets import AffiliationQuerySet, CentreQuerySet, WorkingHoursQuerySet
from centres.ratings import CentreRating, ProviderRating, Rating
from centres.search.models import SearchDocument, SearchPosting, SearchState, SearchWord
from centres.validators import (
    CALENDAR,
    validate_half_hour,
    validate_instant,
    validate_postcode,
    validate_provider_number,
    validate_zone,
)

__all__ = [
    "Affiliation",
    "Centre",
    "CentreRating",
    "ExtraHours",
    "Membership",
    "ProviderRating",
    "Rating",
    "SearchDocument",
    "SearchPosting",
    "SearchState",
    "SearchWord",
    "StagedImport",
    "TimeOff",
    "WorkingHours",
]

HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
IN_CALENDAR = Q(starts_at__gte=CALENDAR[0], ends_at__lt=CALENDAR[1])


def default_zone() -> str:
    return str(settings.TIME_ZONE)


class Centre(Named):
    class Kind(models.TextChoices):
        HOSPITAL = "hospital", "Hospital"
        MEDICAL_CENTRE = "medical_centre", "Medical centre"

    class State(models.TextChoices):
        ACT = "ACT", "Australian Capital Territory"
        NSW = "NSW", "New South Wales"
        NT = "NT", "Northern Territory"
        QLD = "QLD", "Queensland"
        SA = "SA", "South Australia"
        TAS = "TAS", "Tasmania"
        VIC = "VIC", "Victoria"
        WA = "WA", "Western Australia"

    name = models.CharField(max_length=120, validators=[validate_name])
    kind = models.CharField(max_length=14, choices=Kind.choices)
    abn = models.CharField("ABN", max_length=20, blank=True, validators=[validate_line])
    phone = models.CharField(max_length=20, blank=True, validators=[validate_phone])
    street = models.CharField(max_length=120, blank=True, validators=[validate_line])
    suburb = models.CharField(max_length=60, validators=[validate_name])
    state = models.CharField(max_length=3, choices=State.choices, blank=True)
    postcode = models.CharField(max_length=4, blank=True, validators=[validate_postcode])
    timezone = models.CharField(
        "time zone", max_length=40, default=default_zone, validators=[validate_zone]
    )

    objects = CentreQuerySet.as_manager()

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(Lower("name"), name="centre_name_unique")]

    def clean(self) -> None:
        super().clean()
        others = Centre.objects.filter(pk=self.pk).exclude(timezone=self.timezone)
        if others.exclude(affiliations=None).exists():
            raise ValidationError(
                {
                    "timezone": "Providers work here already: another time zone would move their "
                    "hours and what is booked."
                }
            )

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.timezone)

    @property
    def phone_link(self) -> str:
        """The phone number as the address of a link (RFC 3966), without the “(0)” that some
        write after the country's code: nobody dials both."""
        return "tel:" + re.sub(r"(?<=.)\(0\)|[^0-9+]", "", self.phone)

    @property
    def phone_shown(self) -> str:
        """The phone number in the groups of Australian numbers; any other as it was typed."""
        for groups in (
            r"(0[2378])([0-9]{4})([0-9]{4})",
            r"(04[0-9]{2}|1[38]00)([0-9]{3})([0-9]{3})",
            r"([0-9]{4})([0-9]{4})",
        ):
            if number := re.fullmatch(groups, self.phone):
                return " ".join(number.groups())
        return self.phone

    @property
    def clock_note(self) -> str:
        """“Perth time” where the centre's clocks are not the site's, else nothing."""
        return Clock(self.timezone).clock_note

    @property
    def town(self) -> str:
        return town_of(self.suburb, self.state, self.postcode)

    @property
    def address(self) -> str:
        return address_of(self.street, self.town)


class Affiliation(models.Model):
    """A provider's place at a centre: what has hours, and what a patient books."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="affiliations")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="affiliations")
    # A Medicare provider number belongs to a practitioner at a place (Services Australia).
    provider_number = models.CharField(
        max_length=8, blank=True, validators=[validate_provider_number]
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = "provider's place"
        verbose_name_plural = "providers' places and hours"
        constraints = [
            models.UniqueConstraint(fields=["provider", "centre"], name="affiliation_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} at {self.centre}"

    @property
    def needs_letter(self) -> bool:
        """Whether patients book there only under a referral."""
        return self.provider.profession.by_referral_only


class Membership(models.Model):
    """A centre that a member of staff keeps in the admin."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "centre"], name="membership_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.centre}"

    def clean(self) -> None:
        if not self.user_id:  # the form has refused it
            return
        if not self.user.is_staff:
            raise ValidationError({"user": "This account has another role than staff."})
        # The rows of a page are not asked about a constraint that has the page's own row in it.
        others = Membership.objects.exclude(pk=self.pk).filter(user=self.user_id)
        if others.filter(centre=self.centre_id).exists():
            raise ValidationError("This account keeps the centre already.")


class WorkingHours(models.Model):
    """Weekly hours on the centre's wall clock. They never cross midnight; `closes` 00:00 is the
    end of the day. Whoever writes them holds the provider (`ProviderQuerySet.holding_hours`) and
    asks `centres.hours.first_overlap` about the whole week: one row cannot tell."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField(validators=[validate_half_hour])
    closes = models.TimeField(
        validators=[validate_half_hour], help_text="Midnight (00:00) is the end of the day."
    )

    objects = WorkingHoursQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=time(0)),
                name="hours_open_before_they_close",
                violation_error_message="Opening hours must end after they start.",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday_known"),
            models.CheckConstraint(
                condition=Q(opens__in=HALF_HOURS, closes__in=HALF_HOURS),
                name="hours_on_the_half_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def opens_minute(self) -> int:
        """Minutes from midnight to opening."""
        return minutes_of(self.opens, self.closes)[0]

    @property
    def closes_minute(self) -> int:
        """Minutes from midnight to closing; 1440 for the end of the day."""
        return minutes_of(self.opens, self.closes)[1]


class TimeOff(models.Model):
    """A dated exception that closes slots: of a whole centre, or of one provider there."""

    centre = models.ForeignKey(
        Centre, models.CASCADE, related_name="time_off", null=True, blank=True
    )
    affiliation = models.ForeignKey(
        Affiliation, models.CASCADE, related_name="time_off", null=True, blank=True
    )
    starts_at = models.DateTimeField(validators=[validate_instant])
    ends_at = models.DateTimeField(validators=[validate_instant])
    reason = models.CharField(max_length=100, blank=True, validators=[validate_line])

    class Meta:
        ordering = ["starts_at"]
        verbose_name_plural = "time off"
        constraints = [
            models.CheckConstraint(
                condition=Q(centre__isnull=True) ^ Q(affiliation__isnull=True),
                name="time_off_of_one_subject",
                violation_error_message="Choose either a centre or one provider's place there.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="time_off_starts_before_it_ends",
                violation_error_message="Time off must end after it starts.",
            ),
            models.CheckConstraint(condition=IN_CALENDAR, name="time_off_in_calendar"),
        ]

    def __str__(self) -> str:
        subject = self.centre or cast(Affiliation, self.affiliation)  # the constraint: one of them
        centre = subject if isinstance(subject, Centre) else subject.centre
        return f"{subject}: {clock_day(self.starts_at, centre.zone)}"


class ExtraHours(models.Model):
    """A dated exception that opens slots beside the weekly hours."""

    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="extra_hours")
    starts_at = models.DateTimeField(validators=[validate_instant])
    ends_at = models.DateTimeField(validators=[validate_instant])

    class Meta:
        ordering = ["starts_at"]
        verbose_name_plural = "extra hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="extra_hours_start_before_they_end",
                violation_error_message="Extra hours must end after they start.",
            ),
            models.CheckConstraint(condition=IN_CALENDAR, name="extra_hours_in_calendar"),
        ]

    def __str__(self) -> str:
        return f"{self.affiliation}: {clock_day(self.starts_at, self.affiliation.centre.zone)}"
