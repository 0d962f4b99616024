"""What patients think of centres and providers, in stars."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Q

from accounts.models import Patient, Provider, User
from centres.among import among

OWN = """\
SELECT {kind}, {subject}_id, stars, 0 FROM "centres_{subject}rating"
 WHERE {subject}_id {among}
   AND patient_id = (SELECT id FROM "accounts_patient" WHERE user_id = %s)"""
ALL = """\
SELECT {kind}, {subject}_id, SUM(stars), COUNT(*) FROM "centres_{subject}rating"
 WHERE {subject}_id {among} GROUP BY {subject}_id"""


@dataclass(frozen=True)
class Given:
    """What all who rated have given, in words: “4.5 out of 5”, “12 ratings”."""

    average: str
    count: str
    own: int | None = None  # the reader's stars


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
    *, centres: Collection[int] = (), providers: Collection[int] = (), reader: User | None = None
) -> tuple[dict[int, Given], dict[int, Given]]:
    """What those of these centres and of these providers (by pk) were given that are rated; with
    what the reader gave, where one is named. One statement, of indexes alone, from the primary: who
    has rated sees it."""
    given: tuple[dict[int, Given], dict[int, Given]] = ({}, {})
    rows = _read(centres, providers, reader)
    own = {(kind, pk): stars for kind, pk, stars, count in rows if not count}
    for kind, pk, stars, count in rows:
        if count:
            given[kind][pk] = Given(_average(stars, count), _number(count), own.get((kind, pk)))
    return given


def _read(
    centres: Collection[int], providers: Collection[int], reader: User | None
) -> list[tuple[int, int, int, int]]:
    """Of each rated subject its kind, pk, stars and count of ratings; and without a count the stars
    of the reader."""
    parts: list[str] = []
    values: list[Any] = []
    subjects = [(0, "centre", centres), (1, "provider", providers)]
    for statement in (OWN, ALL) if reader else (ALL,):
        for kind, subject, pks in subjects:
            if pks:
                condition, bound = among(pks)
                parts.append(statement.format(kind=kind, subject=subject, among=condition))
                values += [*bound, *([reader.pk] if reader and statement is OWN else [])]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows: list[tuple[int, int, int, int]] = cursor.fetchall()
    return rows


def _average(stars: int, count: int) -> str:
    """“4.5 out of 5”, rounded to a tenth, halves up; “4” without a tenth."""
    whole, tenth = divmod((20 * stars + count) // (2 * count), 10)
    return f"{whole}.{tenth} out of 5" if tenth else f"{whole} out of 5"


def _number(count: int) -> str:
    return f"{count} rating{'s' * (count > 1)}"
