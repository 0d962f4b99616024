"""Extra hours and hours at another centre, as the form of a place takes them. Everything is on a
coming Wednesday."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.factories import superuser
from appointments.tests.times import at
from centres.factories import AffiliationFactory, work_week
from centres.models import Affiliation, ExtraHours, TimeOff
from centres.tests.test_admin import affiliation_form, change_url, kept, rows, week

pytestmark = pytest.mark.django_db
WEDNESDAY = 2
SAVED = 302


@pytest.fixture
def place() -> Affiliation:
    """A place without hours."""
    return AffiliationFactory.create()


@pytest.fixture
def other(place: Affiliation) -> Affiliation:
    """The same provider's at another centre: from 9:00 to 12:00."""
    found = AffiliationFactory.create(provider=place.provider, centre__name="Elsewhere")
    work_week(found, closes=time(12), weekdays=range(WEDNESDAY, WEDNESDAY + 1))
    return found


def add_extra(place: Affiliation, start: datetime, *, hours: int = 3) -> ExtraHours:
    end = start + timedelta(hours=hours)
    return ExtraHours.objects.create(affiliation=place, starts_at=start, ends_at=end)


def save(client: Client, place: Affiliation, **formsets: Any) -> Any:
    client.force_login(superuser())
    return client.post(change_url(place), affiliation_form(**formsets))


def save_extra(client: Client, place: Affiliation, first: int, last: int) -> Any:
    """Extra hours from full hour to full hour."""
    typed = {
        "starts_at": f"{at(place, first):%Y-%m-%dT%H:%M}",
        "ends_at": f"{at(place, last):%Y-%m-%dT%H:%M}",
    }
    return save(client, place, **rows("extra_hours", typed))


def save_week(client: Client, place: Affiliation) -> Any:
    """Weekly hours from 13:00 to 17:00."""
    typed = {"weekday": WEDNESDAY, "opens": "13:00", "closes": "17:00"}
    return save(client, place, **week(typed))


def test_extra_hours_over_weekly_ones_elsewhere_are_refused_without_the_centres_name(
    client: Client, place: Affiliation, other: Affiliation
) -> None:
    response = save_extra(client, place, 11, 14)

    [error] = response.context["inline_admin_formsets"][2].formset.non_form_errors()
    assert error.endswith("overlap Wednesday 09:00-12:00 at another centre, on its clock.")
    assert not place.extra_hours.exists()


def test_extra_hours_over_extra_ones_elsewhere_are_refused(
    client: Client, place: Affiliation, other: Affiliation
) -> None:
    add_extra(other, at(other, 13))

    response = save_extra(client, place, 14, 18)

    assert "overlap extra hours at another centre." in response.text
    assert not place.extra_hours.exists()


def test_extra_hours_that_adjoin_those_elsewhere_are_saved(
    client: Client, place: Affiliation, other: Affiliation
) -> None:
    add_extra(other, at(other, 13))

    response = save_extra(client, place, 12, 13)

    assert response.status_code == SAVED
    assert place.extra_hours.exists()


@pytest.mark.parametrize("of", ["affiliation", "centre"])
def test_extra_hours_may_take_the_place_of_those_that_time_off_closes_elsewhere(
    client: Client, place: Affiliation, other: Affiliation, of: str
) -> None:
    subject = other if of == "affiliation" else other.centre
    span = {"starts_at": at(other, 11), "ends_at": at(other, 12)}
    TimeOff.objects.create(**{of: subject}, **span)

    assert save_extra(client, place, 11, 14).status_code == SAVED
    place.extra_hours.all().delete()
    assert save_extra(client, place, 10, 14).status_code != SAVED


def test_time_off_at_a_third_place_makes_no_room(
    client: Client, place: Affiliation, other: Affiliation
) -> None:
    third = AffiliationFactory.create(provider=place.provider)
    TimeOff.objects.create(affiliation=third, starts_at=at(third, 0), ends_at=at(third, 23))

    assert save_extra(client, place, 11, 14).status_code != SAVED


def test_extra_hours_over_weekly_ones_at_the_same_centre_are_saved(
    client: Client, place: Affiliation
) -> None:
    work_week(place)
    stored = [kept(row) for row in place.working_hours.all()]
    span = {
        "starts_at": f"{at(place, 16):%Y-%m-%dT%H:%M}",
        "ends_at": f"{at(place, 19):%Y-%m-%dT%H:%M}",
    }

    response = save(
        client, place, **week(*stored, initial=len(stored)), **rows("extra_hours", span)
    )

    assert response.status_code == SAVED


def test_weekly_hours_over_extra_ones_ahead_elsewhere_are_refused(
    client: Client, place: Affiliation, other: Affiliation
) -> None:
    add_extra(other, at(other, 14))

    response = save_week(client, place)

    assert "Wednesday 13:00-17:00 overlaps extra hours at another centre on " in response.text
    assert (
        "Elsewhere" not in response.context["inline_admin_formsets"][0].formset.non_form_errors()[0]
    )
    assert not place.working_hours.exists()


def test_weekly_hours_over_extra_ones_that_are_past_are_saved(
    client: Client, place: Affiliation, other: Affiliation
) -> None:
    wednesday = at(other, 14)
    weeks = (wednesday - timezone.now()) // timedelta(weeks=1) + 1
    add_extra(other, wednesday - weeks * timedelta(weeks=1), hours=1)

    response = save_week(client, place)

    assert response.status_code == SAVED
