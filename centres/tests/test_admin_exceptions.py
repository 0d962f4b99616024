"""Time off and extra hours as the forms of a place and of a centre take them."""

import pytest
from django.test import Client

from accounts.factories import superuser
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
