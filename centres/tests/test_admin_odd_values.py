"""What no page of the admin sends, sent to it all the same."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import staff_user, superuser
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation
from centres.services import close_on
from centres.tests.holidays import coming_holiday
from centres.tests.test_admin import affiliation_form, centre_form, change_url, rows

pytestmark = pytest.mark.django_db
ADD = "admin:centres_affiliation_add"
NO_IDS = ["abc", "9" * 40, "-1", "1.5", "٣", ""]


@pytest.mark.parametrize("text", NO_IDS)
@pytest.mark.parametrize("field", ["provider", "centre"])
def test_a_link_with_a_value_that_is_no_id_opens_an_empty_form(
    client: Client, field: str, text: str
) -> None:
    client.force_login(superuser())

    response = client.get(reverse(ADD), {field: text})

    assert response.status_code == 200


@pytest.mark.parametrize("text", [*NO_IDS, "a\0b"])
def test_a_post_with_a_value_that_is_no_id_is_refused(client: Client, text: str) -> None:
    client.force_login(superuser())
    management = {"working_hours-TOTAL_FORMS": 0, "working_hours-INITIAL_FORMS": 0}

    response = client.post(reverse(ADD), {"provider": text, "centre": text} | management)

    assert response.status_code == 200
    assert not Affiliation.objects.exists()


@pytest.mark.parametrize("zone", ["Mars", "", "Asia/Kathmandu"])
def test_a_zone_that_is_none_is_refused_beside_time_off(client: Client, zone: str) -> None:
    centre = CentreFactory.create()
    off = close_on(centre=centre, holidays=[coming_holiday()])[0]
    client.force_login(superuser())
    kept = {"id": off.pk, "starts_at": "2027-01-01T00:00", "ends_at": "2027-01-02T00:00"}

    response = client.post(
        change_url(centre), centre_form(centre, timezone=zone) | rows("time_off", kept, initial=1)
    )

    assert response.status_code == 200
    assert "timezone" in response.context["adminform"].form.errors
    centre.refresh_from_db()
    assert centre.timezone == "Australia/Sydney"


def test_who_keeps_the_centre_already_is_not_added_again(client: Client) -> None:
    centre, keeper = CentreFactory.create(), staff_user()
    client.force_login(superuser())
    form = centre_form(centre) | rows("memberships", {"user": keeper.email})

    responses = [client.post(change_url(centre), form) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 200]
    assert "This account keeps the centre already." in responses[1].text
    assert centre.memberships.count() == 1


@pytest.mark.parametrize("text", [" ", "abc", "999999", "a\0b"])
def test_who_does_not_exist_keeps_no_centre(client: Client, text: str) -> None:
    centre = CentreFactory.create()
    client.force_login(superuser())

    response = client.post(
        change_url(centre), centre_form(centre) | rows("memberships", {"user": text})
    )

    assert response.status_code == 200
    assert not centre.memberships.exists()


@pytest.mark.parametrize("prefix", ["working_hours", "time_off", "extra_hours"])
def test_a_post_that_tells_of_very_many_rows_makes_few(client: Client, prefix: str) -> None:
    place = open_affiliation()
    client.force_login(superuser())

    response = client.post(
        change_url(place), affiliation_form(**{f"{prefix}-TOTAL_FORMS": "100000"})
    )

    assert response.status_code == 200
    [formset] = [
        one.formset
        for one in response.context["inline_admin_formsets"]
        if one.formset.prefix == prefix
    ]
    assert len(formset.forms) <= 200
    assert formset.non_form_errors()
