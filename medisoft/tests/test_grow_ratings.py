"""The stars that `grow` gives."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from appointments.models import Appointment
from centres.models import CentreRating, ProviderRating
from medisoft.growing.grow import grow
from medisoft.growing.plan import Sizes

pytestmark = pytest.mark.django_db

ATTENDED = [Appointment.Status.ARRIVED, Appointment.Status.COMPLETED]


@pytest.fixture(autouse=True)
def clinic() -> None:
    sizes = Sizes(centres=3, providers=20, patients=40, appointments=800, entries=100)
    grow(sizes, seed=1, today=date(2026, 11, 26))


def rated_visits() -> Iterator[tuple[ProviderRating | CentreRating, Appointment]]:
    """Each rating, with the newest visit that was over by then."""
    attended = Appointment.objects.filter(status__in=ATTENDED).order_by("-ends_at")
    for stars in ProviderRating.objects.all():
        own = attended.filter(patient=stars.patient, provider=stars.provider)
        yield stars, own.filter(ends_at__lt=stars.rated_at)[0]
    for of_centre in CentreRating.objects.all():
        own = attended.filter(patient=of_centre.patient, affiliation__centre=of_centre.centre)
        yield of_centre, own.filter(ends_at__lt=of_centre.rated_at)[0]


def test_stars_are_given_within_hours_of_a_visit_that_was_attended() -> None:
    rated = list(rated_visits())

    assert rated
    assert all(rating.rated_at - visit.ends_at <= timedelta(hours=6) for rating, visit in rated)


def test_some_visits_lead_to_stars_for_the_provider_and_fewer_to_stars_for_the_centre() -> None:
    attended = Appointment.objects.filter(status__in=ATTENDED).count()

    # Some are replaced by newer ones of the same patient.
    assert attended / 8 < ProviderRating.objects.count() < attended / 4
    assert attended / 20 < CentreRating.objects.count() < attended / 8


def test_most_stars_are_four_or_five_and_some_are_not() -> None:
    given = Counter(ProviderRating.objects.values_list("stars", flat=True))

    assert set(given) == {1, 2, 3, 4, 5}
    assert given[4] + given[5] > 2 * (given[1] + given[2] + given[3])
