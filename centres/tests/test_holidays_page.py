"""Closing a centre on the public holidays of a year, in the admin."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.deciding import decide, each, is_asked
from appointments.tests.desks import receptionist
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at
from centres.factories import CentreFactory, open_affiliation
from centres.holidays import Holiday, holidays_of
from centres.models import Affiliation, Centre, TimeOff
from centres.services import close_on
from centres.tests.holidays import coming_holiday
from centres.tests.test_admin import shown_messages

pytestmark = pytest.mark.django_db
Status = Appointment.Status
TICKED = re.compile(r'value="([0-9-]+)"\s+id="[^"]+"\s+checked')
OFFERED = re.compile(r'name="days"\s+value="([0-9-]+)"')


@pytest.fixture
def place(db: None) -> Affiliation:
    """A provider at a centre in New South Wales."""
    return open_affiliation()


@pytest.fixture
def staff(place: Affiliation) -> User:
    return receptionist(place.centre)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def holiday() -> Holiday:
    return coming_holiday()


@pytest.fixture
def visit(place: Affiliation, holiday: Holiday) -> Appointment:
    """At 10am of the holiday."""
    return make_appointment(affiliation=place, starts_at=at(place, 10, day=holiday.day))


def page_url(centre: Centre, year: int | str) -> str:
    return f"{reverse('admin:centres_centre_holidays', args=[centre.pk])}?year={year}"


def close(client: Client, centre: Centre, *days: date) -> Any:
    year = days[0].year if days else timezone.localdate().year
    return client.post(page_url(centre, year), {"days": [day.isoformat() for day in days]})


def reasons(centre: Centre) -> list[str]:
    return list(centre.time_off.values_list("reason", flat=True))


def test_all_holidays_of_the_year_are_offered_and_ticked(desk: Client, place: Affiliation) -> None:
    year = timezone.localdate().year + 1

    page = desk.get(page_url(place.centre, year)).text

    days = [holiday.day.isoformat() for holiday in holidays_of("NSW", year)]
    assert TICKED.findall(page) == OFFERED.findall(page) == days
    assert "Good Friday" in page


def test_a_holiday_that_is_closed_is_shown_as_such_and_not_offered(
    desk: Client, place: Affiliation, holiday: Holiday
) -> None:
    close_on(centre=place.centre, holidays=[holiday])

    page = text(desk.get(page_url(place.centre, holiday.day.year)))

    assert holiday.day.isoformat() not in OFFERED.findall(page)
    assert page.count("Closed already") == 1


def test_where_all_is_closed_nothing_is_to_be_unticked_and_each_leads_to_its_time_off(
    desk: Client, place: Affiliation
) -> None:
    year = timezone.localdate().year + 1
    known = holidays_of("NSW", year)
    close_on(centre=place.centre, holidays=known)

    page = text(desk.get(page_url(place.centre, year)))

    assert "Untick" not in page
    assert page.count("Open again") == len(known)
    assert f'href="/admin/centres/centre/{place.centre_id}/change/#time_off-group"' in page


def test_holidays_that_are_over_are_shown_and_cannot_be_closed(
    desk: Client, place: Affiliation
) -> None:
    year = timezone.localdate().year - 1
    day = holidays_of("NSW", year)[0].day

    page = desk.get(page_url(place.centre, year)).text
    refused = close(desk, place.centre, day)

    assert page.count(">Over<") == len(holidays_of("NSW", year))
    assert "Close on these days" not in page
    assert "One of the days is over" in refused.text
    assert reasons(place.centre) == []


def test_what_is_ticked_is_closed_and_nothing_else(
    desk: Client, place: Affiliation, staff: User
) -> None:
    year = timezone.localdate().year + 1
    first, second, *_ = holidays_of("NSW", year)

    response = close(desk, place.centre, first.day, second.day)

    assert response.status_code == 302
    assert response.headers["Location"] == page_url(place.centre, year)
    assert reasons(place.centre) == [first.name, second.name]
    assert "is now closed on 2 more days." in shown_messages(response)
    entry = LogEntry.objects.get()
    ids = [str(pk) for pk in TimeOff.objects.values_list("pk", flat=True)]
    assert (entry.user, entry.object_id) == (staff, str(place.centre_id))
    assert re.findall(r'"object": "([^"]+)"', entry.change_message) == ids
    assert first.name not in entry.change_message


def test_closing_once_more_adds_nothing(desk: Client, place: Affiliation, holiday: Holiday) -> None:
    close(desk, place.centre, holiday.day)

    response = close(desk, place.centre, holiday.day)

    assert "was closed on these days already" in shown_messages(response)
    assert reasons(place.centre) == [holiday.name]
    assert LogEntry.objects.count() == 1


def test_appointments_on_the_holiday_are_asked_about_and_nothing_is_saved(
    desk: Client, place: Affiliation, holiday: Holiday, visit: Appointment
) -> None:
    response = close(desk, place.centre, holiday.day)

    assert is_asked(response)
    assert str(visit.patient) in response.text
    assert re.search(r'value="closed"\s+selected', response.text)
    assert reasons(place.centre) == []
    assert not LogEntry.objects.exists()
    assert Appointment.objects.standing().contains(visit)


def test_with_the_decisions_the_centre_closes_and_the_patients_are_mailed(
    desk: Client, place: Affiliation, holiday: Holiday, visit: Appointment
) -> None:
    other = make_appointment(affiliation=place, starts_at=at(place, 14, day=holiday.day))
    asked = close(desk, place.centre, holiday.day)

    decided = decide(desk, asked, because="closed", **each(move=visit, cancel=other))

    visit.refresh_from_db()
    other.refresh_from_db()
    assert decided.status_code == 302
    assert urlsplit(decided.headers["Location"]).path == urlsplit(page_url(place.centre, 1)).path
    assert reasons(place.centre) == [holiday.name]
    assert (visit.status, visit.day != holiday.day) == (Status.BOOKED, True)
    assert (other.status, other.cancelled_because) == (Status.CANCELLED, "closed")
    assert OutgoingMail.objects.count() == 2
    assert "Moved: 1 appointment. Cancelled: 1 appointment." in shown_messages(decided)


def test_of_what_is_booked_on_other_days_nobody_asks(
    desk: Client, place: Affiliation, holiday: Holiday
) -> None:
    next_day = holiday.day + timedelta(days=1)
    make_appointment(affiliation=place, starts_at=at(place, 10, day=next_day))
    make_appointment(affiliation=open_affiliation(), starts_at=at(place, 10, day=holiday.day))

    assert close(desk, place.centre, holiday.day).status_code == 302


@pytest.mark.parametrize("days", [[], ["2026-02-30"], ["never"], ["2027-03-02"], ["\0"]])
def test_days_that_are_none_of_the_holidays_are_refused_in_words(
    desk: Client, place: Affiliation, holiday: Holiday, days: list[str]
) -> None:
    path = page_url(place.centre, holiday.day.year)

    response = desk.post(path, {"days": [*days, holiday.day.isoformat()] if days else []})

    words = "One of the days is over" if days else "Tick the days on which the centre closes."
    assert response.status_code == 200
    assert words in response.text
    assert TICKED.findall(response.text) == ([holiday.day.isoformat()] if days else [])
    assert reasons(place.centre) == []


@pytest.mark.parametrize("year", ["never", "1999", "2200", "9" * 30, "-1", "2027.5"])
def test_a_year_that_nobody_knows_is_told_and_this_year_is_shown(
    desk: Client, place: Affiliation, year: str
) -> None:
    page = desk.get(page_url(place.centre, year)).text

    assert "does not name a year that we know" in page
    assert f"New South Wales {timezone.localdate().year}" in page


@pytest.mark.parametrize("year", [2000, 2199])
def test_the_first_and_the_last_year_of_the_calendar_open(
    desk: Client, place: Affiliation, year: int
) -> None:
    page = desk.get(page_url(place.centre, year))

    assert page.status_code == 200
    assert f"?year={2200 if year == 2199 else 1999}" not in page.text


def test_a_centre_without_a_state_says_what_to_do(client: Client) -> None:
    centre = CentreFactory.create(state="")
    client.force_login(receptionist(centre))

    christmas = date(timezone.localdate().year + 1, 12, 25)

    page = client.get(page_url(centre, christmas.year)).text
    posted = close(client, centre, christmas)

    form = reverse("admin:centres_centre_change", args=[centre.pk])
    assert f'href="{form}#id_state">Choose the state' in page
    assert posted.status_code == 200
    assert reasons(centre) == []


def test_evenings_are_named_and_left_open(client: Client) -> None:
    centre = CentreFactory.create(state="QLD")
    client.force_login(receptionist(centre))

    page = text(client.get(page_url(centre, 2199 - 100)))

    assert "24 December, Christmas Eve (from 6pm)." in page
    assert "2099-12-24" not in OFFERED.findall(page)


def test_the_holidays_of_another_centre_are_not_found(
    desk: Client, place: Affiliation, holiday: Holiday
) -> None:
    other = open_affiliation().centre

    assert desk.get(page_url(other, 2027)).status_code == 404
    assert close(desk, other, holiday.day).status_code == 404
    assert reasons(other) == []


def test_the_form_of_the_centre_and_its_week_lead_to_the_holidays(
    desk: Client, place: Affiliation
) -> None:
    path = reverse("admin:centres_centre_holidays", args=[place.centre_id])

    for name in ("change", "week"):
        page = desk.get(reverse(f"admin:centres_centre_{name}", args=[place.centre_id])).text
        assert f'href="{path}' in page


def test_the_page_costs_the_same_however_many_closures_there_are(
    desk: Client, place: Affiliation
) -> None:
    year = timezone.localdate().year + 1
    none = queries_of(desk, page_url(place.centre, year))
    close_on(centre=place.centre, holidays=holidays_of("NSW", year))

    assert queries_of(desk, page_url(place.centre, year)) == none
