"""What patients think of centres and providers, in stars."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import Avg, Count, Q
from django.template.defaultfilters import floatformat, pluralize

from accounts.models import Patient, Provider

Rated = TypeVar("Rated", bound="Rating")


@dataclass(frozen=True)
class Given:
    """What all who rated have given, in words: “4.5 out of 5”, “12 ratings”."""

    average: str
    count: str


class RatingQuerySet(models.QuerySet[Rated]):
    def given_to(self, subject: str, pks: Iterable[int]) -> dict[int, Given]:
        """What each `subject` of these (by pk) that is rated was given: “centre” or “provider”. One
        query, of an index alone."""
        rows = self.filter(**{f"{subject}__in": pks}).order_by().values(subject)
        rated = rows.annotate(average=Avg("stars"), count=Count("stars"))
        return {
            pk: Given(f"{floatformat(average)} out of 5", f"{count} rating{pluralize(count)}")
            for pk, average, count in rated.values_list(subject, "average", "count")
        }


class Rating(models.Model):
    """Stars only: Australian advertising law forbids testimonials about clinical care (Health
    Practitioner Regulation National Law, section 133)."""

    class Stars(models.IntegerChoices):
        VERY_POOR = 1, "Very poor"
        POOR = 2
        FAIR = 3
        GOOD = 4
        VERY_GOOD = 5, "Very good"

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField(choices=Stars.choices)
    rated_at = models.DateTimeField()

    objects = RatingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.stars} of 5"


class ProviderRating(Rating):
    # Its index is the one below, from which an average is read without the rows.
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="ratings", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["provider", "stars"], name="stars_of_provider")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "provider"], name="provider_rated_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="provider_stars_1_to_5"),
        ]


class CentreRating(Rating):
    centre = models.ForeignKey(
        "centres.Centre", models.CASCADE, related_name="ratings", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["centre", "stars"], name="stars_of_centre")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "centre"], name="centre_rated_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="centre_stars_1_to_5"),
        ]
