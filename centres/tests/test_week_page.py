"""The week of a centre in the admin, and the week beside the form of a place."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from appointments.tests.desks import day_path, receptionist
from appointments.tests.pages import text
from centres.factories import AffiliationFactory, open_affiliation, work_week
from centres.models import Affiliation, TimeOff
from centres.tests.test_admin import affiliation_form

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 7)
WEEK = {"day": "2026-12-09"}


@pytest.fixture
def place(db: None) -> Affiliation:
    return open_affiliation(provider__user__full_name="Ann Example", centre__name="Prince Hospital")


@pytest.fixture
def desk(client: Client, place: Affiliation) -> Client:
    client.force_login(receptionist(place.centre))
    return client


def week_url(place: Affiliation) -> str:
    return reverse("admin:centres_centre_week", args=[place.centre_id])


def form_url(place: Affiliation) -> str:
    return reverse("admin:centres_affiliation_change", args=[place.pk])


def off(place: Affiliation, **subject: object) -> TimeOff:
    start = datetime.combine(MONDAY, time(0), place.centre.zone)
    return TimeOff.objects.create(starts_at=start, ends_at=start + timedelta(days=1), **subject)


def test_the_week_shows_everybody_and_each_span_leads_to_where_it_is_changed(
    desk: Client, place: Affiliation
) -> None:
    off(place, affiliation=place, reason="Conference")
    off(place, centre=place.centre, reason="Flood")

    page = text(desk.get(week_url(place), WEEK))

    assert "7 December 2026 to 13 December 2026" in page
    assert "Ann Example" in page
    for reason in ("Conference", "Flood"):
        assert reason in page
    for form in ("working_hours", "time_off"):
        assert f'href="{form_url(place)}?day={MONDAY}#{form}-group"' in page
    centre = reverse("admin:centres_centre_change", args=[place.centre_id])
    assert f'href="{centre}#time_off-group"' in page
    assert 'id="time_off-group"' in desk.get(centre).text
    assert 'id="working_hours-group"' in desk.get(form_url(place)).text


def test_hours_that_time_off_takes_are_struck_out_in_words_too(
    desk: Client, place: Affiliation
) -> None:
    off(place, affiliation=place)

    page = desk.get(week_url(place), WEEK).text

    assert page.count("<s>9:00am to 5:00pm</s>") == page.count("(off)") == 1


def test_one_goes_from_week_to_week(desk: Client, place: Affiliation) -> None:
    page = desk.get(week_url(place), WEEK).text

    assert 'href="?day=2026-11-30"' in page
    assert 'href="?day=2026-12-14"' in page


def test_the_list_the_day_sheet_and_the_centre_lead_to_the_week(
    desk: Client, place: Affiliation
) -> None:
    for path in [
        reverse("admin:centres_centre_changelist"),
        day_path(place),
        reverse("admin:centres_centre_change", args=[place.centre_id]),
    ]:
        assert f'href="{week_url(place)}' in desk.get(path).text


def test_a_day_that_nobody_knows_is_told_and_this_week_is_shown(
    desk: Client, place: Affiliation
) -> None:
    for path in (week_url(place), form_url(place)):
        page = desk.get(path, {"day": "0001-01-01"}).text

        assert "does not name a day that we know" in page
        assert "(today)" in page


def test_the_week_of_another_centre_is_not_found(client: Client, place: Affiliation) -> None:
    client.force_login(receptionist(open_affiliation().centre))

    assert client.get(week_url(place)).status_code == 404
    assert client.post(week_url(place)).status_code == 405


def test_the_form_of_a_place_shows_the_week_without_naming_other_centres(
    desk: Client, place: Affiliation
) -> None:
    other = AffiliationFactory.create(provider=place.provider, centre__name="Zachary Health")
    work_week(other, opens=time(18), closes=time(20))

    page = text(desk.get(form_url(place), WEEK))

    assert "At another centre" in page
    assert "6:00pm to 8:00pm" in page
    assert "Zachary" not in page
    assert form_url(other) not in page
    assert "9:00am to 5:00pm" in page


def test_the_form_names_the_other_centres_that_the_desk_keeps(
    client: Client, place: Affiliation
) -> None:
    other = open_affiliation(provider=place.provider, centre__name="Second Hospital")
    user = receptionist(place.centre)
    user.memberships.create(centre=other.centre)
    client.force_login(user)

    page = client.get(form_url(place), WEEK).text

    assert "Second Hospital" in page
    assert f'href="{form_url(other)}?day={MONDAY}#working_hours-group"' in page
    assert "At another centre" not in page


def test_the_week_leads_down_the_form_and_keeps_what_is_typed_there(
    desk: Client, place: Affiliation
) -> None:
    page = desk.get(form_url(place), WEEK).text

    assert 'href="#working_hours-group"' in page
    assert f"{form_url(place)}#" not in page


def test_the_form_of_a_new_place_has_no_week(desk: Client) -> None:
    page = desk.get(reverse("admin:centres_affiliation_add"))

    assert page.status_code == 200
    assert "Other weeks" not in page.text


def test_hours_that_are_saved_lead_back_to_the_week_that_led_to_them(
    desk: Client, place: Affiliation
) -> None:
    response = desk.post(form_url(place) + "?day=2026-12-09", affiliation_form())

    assertRedirects(response, f"{week_url(place)}?day={MONDAY}")


def test_the_form_of_a_place_leads_to_the_pages_of_its_centre(
    desk: Client, place: Affiliation
) -> None:
    page = desk.get(form_url(place), WEEK).text

    assert f'href="{week_url(place)}?day={MONDAY}"' in page
    assert reverse("admin:centres_centre_overview", args=[place.centre_id]) in page
