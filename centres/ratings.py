"""What patients think of centres and providers, in stars."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Avg, Count, Q

from accounts.models import Patient, Provider


class RatingQuerySet(models.QuerySet["Rating"]):
    def averages(self, subject: str, pks: Iterable[int]) -> dict[int, tuple[float, int]]:
        """The average stars and the number of ratings of each `subject` of these (by pk) that is
        rated: “centre” or “provider”. One query."""
        rows = self.filter(**{f"{subject}__in": pks}).order_by().values(subject)
        rated = rows.annotate(average=Avg("stars"), count=Count("pk"))
        return {pk: (stars, n) for pk, stars, n in rated.values_list(subject, "average", "count")}


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
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="ratings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "provider"], name="provider_rated_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="provider_stars_1_to_5"),
        ]


class CentreRating(Rating):
    centre = models.ForeignKey("centres.Centre", models.CASCADE, related_name="ratings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "centre"], name="centre_rated_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="centre_stars_1_to_5"),
        ]
