"""Time off and extra hours as the forms of a place and of a centre take them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.factories import superuser
from centres.admin.hours import SKIPPED_TIME
from centres.factories import AffiliationFactory
from centres.models import Affiliation, Centre, ExtraHours, TimeOff
from centres.tests.test_admin import affiliation_form, centre_form, change_url, rows

pytestmark = pytest.mark.django_db
SAVED = 302
EMPTY = {"starts_at": "", "ends_at": ""}


@pytest.fixture(autouse=True)
def _superuser(client: Client) -> None:
    client.force_login(superuser())


@pytest.fixture
def place() -> Affiliation:
    return AffiliationFactory.create()


def forms_of(place: Affiliation) -> list[tuple[Affiliation | Centre, str]]:
    """Each form with what can be added there."""
    return [(place, "time_off"), (place, "extra_hours"), (place.centre, "time_off")]


def test_a_row_to_fill_in_stands_there_without_javascript(
    client: Client, place: Affiliation
) -> None:
    for edited, prefix in forms_of(place):
        page = client.get(change_url(edited)).text

        assert f'name="{prefix}-0-starts_at"' in page


def test_the_row_counts_for_nothing_while_it_is_empty(client: Client, place: Affiliation) -> None:
    empty = rows("time_off", EMPTY | {"reason": ""})
    for_place = affiliation_form(**empty, **rows("extra_hours", EMPTY))

    saved = [
        client.post(change_url(place), for_place),
        client.post(change_url(place.centre), centre_form(place.centre, **empty)),
    ]

    assert [response.status_code for response in saved] == [SAVED, SAVED]
    assert not TimeOff.objects.exists()
    assert not ExtraHours.objects.exists()


def save(client: Client, place: Affiliation, *off: dict[str, Any], initial: int = 0) -> Any:
    return client.post(
        change_url(place), affiliation_form(**rows("time_off", *off, initial=initial))
    )


@pytest.mark.parametrize(
    ("zone", "begin", "shown"),
    [
        ("Australia/Sydney", datetime(2060, 4, 3, 15, 30, tzinfo=UTC), "2060-04-04T02:30"),
        ("Australia/Sydney", datetime(2060, 4, 3, 16, 30, tzinfo=UTC), "2060-04-04T02:30"),
        ("Australia/Lord_Howe", datetime(2060, 4, 3, 14, 30, tzinfo=UTC), "2060-04-04T01:30"),
        ("Australia/Lord_Howe", datetime(2060, 4, 3, 15, 0, tzinfo=UTC), "2060-04-04T01:30"),
    ],
)
def test_time_off_from_a_time_that_clocks_repeat_stays_as_it_is(
    client: Client, zone: str, begin: datetime, shown: str
) -> None:
    place = AffiliationFactory.create(centre__timezone=zone)
    off = place.time_off.create(starts_at=begin, ends_at=datetime(2060, 4, 5, 2, tzinfo=UTC))
    row = {"id": off.pk, "starts_at": shown, "ends_at": "2060-04-05T12:30", "reason": "ill"}

    response = save(client, place, row, initial=1)

    assert f'value="{shown}"' in client.get(change_url(place)).text
    assert response.status_code == SAVED
    off.refresh_from_db()
    assert (off.starts_at, off.reason) == (begin, "ill")


def test_a_time_that_clocks_repeat_is_the_first_of_the_two(
    client: Client, place: Affiliation
) -> None:
    save(client, place, {"starts_at": "2060-04-04T02:30", "ends_at": "2060-04-05T00:00"})

    assert place.time_off.get().starts_at == datetime(2060, 4, 3, 15, 30, tzinfo=UTC)


def test_a_time_that_clocks_skip_is_refused_in_a_sentence(
    client: Client, place: Affiliation
) -> None:
    row = {"starts_at": "2060-10-03T02:30", "ends_at": "2060-10-04T00:00"}

    response = save(client, place, row)

    assert SKIPPED_TIME in response.text
    assert not place.time_off.exists()


def test_the_forms_leave_out_what_is_over_and_keep_it(client: Client, place: Affiliation) -> None:
    over, ahead = (
        (timedelta(days=sign * 9), timedelta(days=sign * 9, hours=1)) for sign in (-1, 1)
    )
    for begin, end in (over, ahead):
        span = {"starts_at": timezone.now() + begin, "ends_at": timezone.now() + end}
        place.time_off.create(**span)
        place.extra_hours.create(**span)
        place.centre.time_off.create(**span)

    for edited, prefix in forms_of(place):
        page = client.get(change_url(edited)).text
        assert f'name="{prefix}-INITIAL_FORMS" value="1"' in page
    client.post(change_url(place), affiliation_form())

    assert (TimeOff.objects.count(), ExtraHours.objects.count()) == (4, 2)
