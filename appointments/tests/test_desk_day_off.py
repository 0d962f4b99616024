"""A day off from the day sheet: a provider is ill or away, and whoever is booked is moved."""

import json
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.deciding import decide, each, is_asked
from appointments.tests.desks import day_path, receptionist
from appointments.tests.times import at, coming_wednesday
from centres import services
from centres.clock import edges_of_day
from centres.factories import open_affiliation, work_week
from centres.models import Affiliation, TimeOff

pytestmark = pytest.mark.django_db


@pytest.fixture
def always(place: Affiliation) -> Affiliation:
    """The place, open at every hour of every day, where today has some hours left."""
    place.working_hours.all().delete()
    work_week(place, opens=time(0), closes=time(0), weekdays=range(7))
    zones = ["Australia/Sydney", "Europe/London"]
    place.centre.timezone = next(
        zone for zone in zones if timezone.now().astimezone(ZoneInfo(zone)).hour < 20
    )
    place.centre.save()
    return place


def off_path(place: Affiliation, day: date | None = None) -> str:
    path = reverse("admin:centres_affiliation_off", args=[place.pk])
    return f"{path}?day={day or coming_wednesday()}"


def take_off(client: Client, place: Affiliation, span: str = "day", **more: Any) -> Any:
    return client.post(off_path(place, more.pop("day", None)), {"span": span, **more})


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_day_sheet_leads_to_the_day_off_of_each_provider(
    desk: Client, place: Affiliation
) -> None:
    page = desk.get(day_path(place)).text

    assert off_path(place) in page
    assert f"Day off: {place.provider}" in page


def test_the_sheet_of_a_day_that_is_over_leads_to_none(desk: Client, place: Affiliation) -> None:
    path = reverse("admin:centres_centre_day", args=[place.centre_id])

    assert "Day off" not in desk.get(f"{path}?day={coming_wednesday(weeks=-3)}").text


def test_a_whole_day_is_closed_and_the_desk_is_back_at_the_sheet(
    desk: Client, place: Affiliation
) -> None:
    response = take_off(desk, place, reason="Flu")

    off = place.time_off.get()
    assert (off.starts_at, off.ends_at) == edges_of_day(coming_wednesday(), place.centre.zone)
    assert off.reason == "Flu"
    assert response.headers["Location"] == day_path(place)
    assert f"{place.provider} is off" in said(response)


def test_the_log_of_the_admin_has_the_day_off_by_ids(
    desk: Client, place: Affiliation, staff: User
) -> None:
    take_off(desk, place, reason="Flu")

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (staff, str(place.pk))
    added = {"name": "time off", "object": str(place.time_off.get().pk)}
    assert json.loads(entry.change_message) == [{"added": added}]


def test_from_now_on_begins_with_the_present_half_hour(desk: Client, always: Affiliation) -> None:
    today = timezone.now().astimezone(always.centre.zone).date()

    take_off(desk, always, "now", day=today)

    off = always.time_off.get()
    now = timezone.now()
    assert now - timedelta(minutes=31) < off.starts_at <= now
    assert off.ends_at == edges_of_day(today, always.centre.zone)[1]


def test_from_now_on_is_the_whole_of_another_day(desk: Client, place: Affiliation) -> None:
    take_off(desk, place, "now")

    off = place.time_off.get()
    assert (off.starts_at, off.ends_at) == edges_of_day(coming_wednesday(), place.centre.zone)


def test_whoever_falls_ill_has_all_patients_moved_in_two_steps(
    desk: Client, place: Affiliation
) -> None:
    visits = [make_appointment(affiliation=place, starts_at=at(place, h)) for h in (9, 10, 11)]

    asked = take_off(desk, place, reason="Flu")
    assert is_asked(asked)
    assert not TimeOff.objects.exists()
    response = decide(desk, asked, all="move")

    assert place.time_off.get().reason == "Flu"
    next_day = coming_wednesday() + timedelta(days=1)
    moved = Appointment.objects.filter(day=next_day).order_by("starts_at")
    assert list(moved) == visits
    assert "Moved: 3 appointments." in said(response)
    assert response.headers["Location"] == day_path(place)


def test_many_displaced_appointments_cost_no_query_more(desk: Client, place: Affiliation) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert is_asked(take_off(desk, place))
        return len(captured)

    make_appointment(affiliation=place, starts_at=at(place, 9))
    queries()  # some are remembered from then on
    few = queries()
    for hour in range(10, 16):
        make_appointment(affiliation=place, starts_at=at(place, hour))

    assert queries() == few


@pytest.mark.parametrize(("days", "reason"), [(0, "ill"), (1, "away")])
def test_the_reason_of_today_is_illness_and_of_another_day_absence(
    desk: Client, always: Affiliation, days: int, reason: str
) -> None:
    day = timezone.now().astimezone(always.centre.zone).date() + timedelta(days=days)
    start = edges_of_day(day, always.centre.zone)[1] - timedelta(minutes=30)
    visit = make_appointment(affiliation=always, starts_at=start)

    asked = take_off(desk, always, day=day)

    assert f'<option value="{reason}" selected>' in asked.text
    decide(desk, asked, because=reason, **each(cancel=visit))
    visit.refresh_from_db()
    assert visit.cancelled_because == reason


def test_a_second_desk_is_told_that_it_is_done(desk: Client, place: Affiliation) -> None:
    take_off(desk, place)

    response = take_off(desk, place)

    assert f"{place.provider} is off then already." in response.text
    assert TimeOff.objects.count() == 1


def test_a_day_of_which_a_part_is_off_can_be_closed_whole(desk: Client, place: Affiliation) -> None:
    begin = edges_of_day(coming_wednesday(), place.centre.zone)[0]
    noon = begin + timedelta(hours=12)
    place.time_off.create(starts_at=begin, ends_at=noon)

    take_off(desk, place)

    assert place.time_off.count() == 2


def test_a_day_that_is_off_in_two_halves_is_off_already(desk: Client, place: Affiliation) -> None:
    begin, end = edges_of_day(coming_wednesday(), place.centre.zone)
    noon = begin + timedelta(hours=12)
    place.time_off.create(starts_at=noon, ends_at=end)
    place.time_off.create(starts_at=begin, ends_at=noon)

    assert "is off then already" in take_off(desk, place).text


def test_a_reason_that_is_no_line_is_refused_whoever_asks(place: Affiliation) -> None:
    begin, end = edges_of_day(coming_wednesday(), place.centre.zone)

    with pytest.raises(ValidationError):
        services.take_off(place=place, starts_at=begin, ends_at=end, reason="a\0b")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"span": "week"}, "Choose one of the answers."),
        ({"span": ""}, "Choose how long."),
        ({"reason": "x" * 101}, "Use at most 100 characters."),
        ({"reason": "a\0b"}, "Take out the characters that cannot be seen."),
        ({"day": coming_wednesday(weeks=-3)}, "That day is over."),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    desk: Client, place: Affiliation, fields: dict[str, Any], told: str
) -> None:
    response = take_off(desk, place, **({"span": "day"} | fields))

    assert response.status_code == 200
    assert told in response.text
    assert not TimeOff.objects.exists()


def test_the_last_day_of_the_calendar_is_refused_in_words(desk: Client, place: Affiliation) -> None:
    place.centre.timezone = "America/New_York"  # where it ends in the next century
    place.centre.save()

    response = take_off(desk, place, day=date(2199, 12, 31))

    assert response.status_code == 200
    assert 'class="errorlist' in response.text
    assert not TimeOff.objects.exists()


def test_a_day_that_no_link_names_is_today(desk: Client, place: Affiliation) -> None:
    response = desk.get(off_path(place) + "x")

    assert "Here is today." in response.text


def test_the_desk_of_another_centre_meets_nothing(client: Client, place: Affiliation) -> None:
    client.force_login(receptionist(open_affiliation().centre))

    assert client.get(off_path(place)).status_code == 404
    assert take_off(client, place).status_code == 404
    assert not TimeOff.objects.exists()
