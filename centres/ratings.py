"""What patients think of centres and providers, in stars."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Avg, Count, Q, QuerySet, Value
from django.template.defaultfilters import floatformat, pluralize

from accounts.models import Patient, Provider


@dataclass(frozen=True)
class Given:
    """What all who rated have given, in words: “4.5 out of 5”, “12 ratings”."""

    average: str
    count: str


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


def given_to(
    *, centres: Iterable[int] = (), providers: Iterable[int] = ()
) -> tuple[dict[int, Given], dict[int, Given]]:
    """What those of these centres and of these providers (by pk) were given that are rated. One
    query, of indexes alone."""
    of_centres = CentreRating.objects.filter(centre__in=centres).values_list(Value(0), "centre")
    of_providers = ProviderRating.objects.filter(provider__in=providers)
    rows = _averages(of_centres).union(
        _averages(of_providers.values_list(Value(1), "provider")), all=True
    )
    given: tuple[dict[int, Given], dict[int, Given]] = ({}, {})
    for kind, pk, average, count in rows:
        words = f"{floatformat(average)} out of 5", f"{count} rating{pluralize(count)}"
        given[kind][pk] = Given(*words)
    return given


def _averages(rated: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    averages: QuerySet[Any, Any] = rated.order_by().annotate(
        average=Avg("stars"), count=Count("stars")
    )
    return averages
