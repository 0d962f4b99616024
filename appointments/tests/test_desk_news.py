"""Whether a day sheet that stands open hears of what has changed, and what it costs to ask."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Expertise, Provider, User
from appointments.availability import horizon
from appointments.desk_rows import version_of
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.desks import day_path, version_in
from appointments.tests.times import at
from centres.clock import ONE_DAY, edges_of_day
from centres.factories import AffiliationFactory, CentreFactory, open_affiliation
from centres.models import Affiliation, ExtraHours, TimeOff
from centres.validators import SLOT

pytestmark = pytest.mark.django_db
Status = Appointment.Status


@pytest.fixture
def visit(place: Affiliation) -> Appointment:
    """On a day on which its provider has lunch."""
    TimeOff.objects.create(affiliation=place, starts_at=at(place, 12), ends_at=at(place, 13))
    return make_appointment(affiliation=place, starts_at=at(place, 10))


def version(visit: Appointment, *, now: datetime | None = None) -> str:
    """Of the sheet on which it stands, three hours before it begins."""
    begin = visit.starts_at - timedelta(hours=3)
    return version_of(visit.affiliation.centre, visit.day, now=now or begin)


def set_visit(visit: Appointment, **fields: object) -> None:
    Appointment.objects.filter(pk=visit.pk).update(**fields)


def set_account(user: User, **fields: object) -> None:
    User.objects.filter(pk=user.pk).update(**fields)


def another_is_booked(visit: Appointment) -> None:
    make_appointment(affiliation=visit.affiliation, starts_at=at(visit.affiliation, 14))


def it_is_cancelled(visit: Appointment) -> None:
    set_visit(visit, status=Status.CANCELLED)


def the_patient_arrives(visit: Appointment) -> None:
    set_visit(visit, status=Status.ARRIVED)


def it_is_moved(visit: Appointment) -> None:
    set_visit(visit, starts_at=visit.starts_at + SLOT, ends_at=visit.ends_at + SLOT)


def it_is_moved_to_another_day(visit: Appointment) -> None:
    set_visit(visit, day=visit.day + ONE_DAY)


def it_takes_longer(visit: Appointment) -> None:
    set_visit(visit, ends_at=visit.ends_at + SLOT)


def it_is_with_somebody_else(visit: Appointment) -> None:
    set_visit(visit, affiliation=AffiliationFactory.create(centre=visit.centre))


def the_patient_is_renamed(visit: Appointment) -> None:
    set_account(visit.patient.user, full_name="Rae Renamed")


def the_patient_has_another_phone(visit: Appointment) -> None:
    set_account(visit.patient.user, phone="0491 570 156")


def the_provider_is_renamed(visit: Appointment) -> None:
    set_account(visit.provider.user, full_name="Rae Renamed")


def the_provider_is_unlisted(visit: Appointment) -> None:
    set_account(visit.provider.user, is_active=False)


def the_provider_offers_another_service(visit: Appointment) -> None:
    expertise = Expertise.objects.create(name="Chiropody")
    Provider.objects.filter(pk=visit.provider_id).update(expertise=expertise)


def the_provider_is_booked_elsewhere(visit: Appointment) -> None:
    elsewhere = open_affiliation(provider=visit.provider)
    make_appointment(affiliation=elsewhere, starts_at=at(visit.affiliation, 14))


def somebody_else_works_here(visit: Appointment) -> None:
    AffiliationFactory.create(centre=visit.centre)


def weekly_hours_are_longer(visit: Appointment) -> None:
    visit.affiliation.working_hours.update(closes="18:00")


def extra_hours_are_added(visit: Appointment) -> None:
    place = visit.affiliation
    ExtraHours.objects.create(affiliation=place, starts_at=at(place, 18), ends_at=at(place, 19))


def time_off_is_added(visit: Appointment) -> None:
    place = visit.affiliation
    TimeOff.objects.create(affiliation=place, starts_at=at(place, 15), ends_at=at(place, 16))


def time_off_has_another_reason(visit: Appointment) -> None:
    TimeOff.objects.update(reason="Flu")


def the_centre_is_closed(visit: Appointment) -> None:
    place = visit.affiliation
    TimeOff.objects.create(centre=place.centre, starts_at=at(place, 15), ends_at=at(place, 16))


CHANGES = [
    *(another_is_booked, it_is_cancelled, the_patient_arrives, it_is_moved),
    *(it_is_moved_to_another_day, it_takes_longer, it_is_with_somebody_else),
    *(the_patient_is_renamed, the_patient_has_another_phone),
    *(the_provider_is_renamed, the_provider_is_unlisted, the_provider_offers_another_service),
    *(the_provider_is_booked_elsewhere, somebody_else_works_here),
    *(weekly_hours_are_longer, extra_hours_are_added),
    *(time_off_is_added, time_off_has_another_reason, the_centre_is_closed),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_it_is_news_when(visit: Appointment, change: Callable[[Appointment], None]) -> None:
    seen = version(visit)

    change(visit)

    assert version(visit) != seen


def test_nothing_is_news_while_nothing_changes(visit: Appointment) -> None:
    seen = version(visit)
    make_appointment(starts_at=visit.starts_at)  # at another centre
    make_appointment(affiliation=visit.affiliation, starts_at=at(visit.affiliation, 10) + ONE_DAY)
    of_other_days = visit.affiliation.working_hours.exclude(weekday=visit.day.weekday())
    assert of_other_days.update(closes="18:00")

    assert version(visit) == seen


def test_each_half_hour_of_the_day_is_news(visit: Appointment) -> None:
    start = visit.starts_at
    before, later = version(visit, now=start - SLOT / 2), version(visit, now=start + SLOT / 2)

    assert len({before, version(visit, now=start), later}) == 3
    assert version(visit, now=start + SLOT / 3) == later


def test_it_is_news_when_the_day_begins_and_when_it_is_over(visit: Appointment) -> None:
    for edge in edges_of_day(visit.day, visit.centre.zone):
        assert version(visit, now=edge - SLOT / 2) != version(visit, now=edge + SLOT / 2)


def test_it_is_news_when_a_time_comes_within_the_horizon(visit: Appointment) -> None:
    now = visit.starts_at - (horizon(visit.starts_at) - visit.starts_at)

    assert version(visit, now=now - SLOT) != version(visit, now=now)


def test_a_day_that_is_far_ahead_has_no_news_of_the_clock(visit: Appointment) -> None:
    earlier = visit.starts_at - 3 * ONE_DAY

    assert version(visit, now=earlier) == version(visit, now=earlier + 5 * SLOT)


def test_while_nothing_changes_postgresql_is_asked_one_query_beside_those_of_who_looks(
    desk: Client, place: Affiliation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = f"{day_path(place)}&seen={version_in(desk.get(day_path(place)).text)}"

    # The session, the account, and the centre that they keep.
    with django_assert_num_queries(3 + (1 if connection.vendor == "postgresql" else 4)):
        assert desk.get(path).status_code == 204


def test_nobody_looks_for_news_of_a_centre_that_they_do_not_keep(
    desk: Client, place: Affiliation
) -> None:
    seen = version_in(desk.get(day_path(place)).text)
    elsewhere = reverse("admin:centres_centre_day", args=[CentreFactory.create().pk])

    assert desk.get(elsewhere, {"seen": seen}).status_code == 404
