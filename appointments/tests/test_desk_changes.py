"""What the desk does to an appointment on its pages."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.desks import act_path, day_path, receptionist
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import open_affiliation
from centres.models import Affiliation

pytestmark = pytest.mark.django_db
Status = Appointment.Status


@pytest.fixture
def ahead(place: Affiliation) -> Appointment:
    return make_appointment(affiliation=place, starts_at=at(place, 10))


@pytest.fixture
def begun(place: Affiliation) -> Appointment:
    """An appointment that began a quarter of an hour ago."""
    now = timezone.now().replace(microsecond=0, second=0)
    return make_appointment(affiliation=place, starts_at=now - timedelta(minutes=15))


def move_path(appointment: Appointment, hour: int) -> str:
    place = appointment.affiliation
    return f"{act_path('move', appointment)}?{urlencode({'slots': iso(place, at(place, hour))[0]})}"


def status_of(appointment: Appointment) -> str:
    appointment.refresh_from_db()
    return appointment.status


@pytest.mark.parametrize("status", [Status.ARRIVED, Status.NO_SHOW])
def test_who_came_and_who_did_not_is_marked_and_put_right(
    desk: Client, begun: Appointment, status: str
) -> None:
    desk.post(act_path("mark", begun), {"status": status})
    marked = status_of(begun)
    desk.post(act_path("mark", begun), {"status": "booked"})

    assert marked == status
    assert status_of(begun) == Status.BOOKED
    assert [entry.change_message for entry in LogEntry.objects.all()] == [
        '[{"changed": {"fields": ["status"]}}]'
    ] * 2


def test_a_mark_from_the_sheet_leads_back_to_the_visit_on_it(
    desk: Client, begun: Appointment
) -> None:
    response = desk.post(act_path("mark", begun), {"status": "arrived", "from_sheet": "1"})

    path = day_path(begun.affiliation).partition("?")[0]
    assert response.headers["Location"] == f"{path}?day={begun.day}#visit-{begun.pk}"


def test_a_mark_that_is_refused_leads_to_the_top_of_the_sheet_where_it_is_told(
    desk: Client, ahead: Appointment
) -> None:
    response = desk.post(act_path("mark", ahead), {"status": "no_show", "from_sheet": "1"})

    assert response.headers["Location"] == day_path(ahead.affiliation)


def test_what_would_be_refused_is_not_offered(
    desk: Client, ahead: Appointment, begun: Appointment
) -> None:
    before, after = (desk.get(act_path("change", visit)).text for visit in (ahead, begun))

    for status in ("arrived", "no_show"):
        button = f'name="status" value="{status}"'
        assert button not in before
        assert button in after


def test_who_was_not_marked_on_the_day_still_can_be_on_its_sheet(
    desk: Client, place: Affiliation
) -> None:
    path = day_path(place).partition("?")[0]
    day = coming_wednesday(weeks=-3)
    visit = make_appointment(affiliation=place, starts_at=at(place, 10, day=day))

    page = desk.get(path, {"day": str(day)}).text

    for name in ("visit", "arrived", "missed"):
        assert f'id="{name}-{visit.pk}"' in page


@pytest.mark.parametrize("status", ["completed", "cancelled", "x", ""])
def test_the_desk_marks_nothing_else(desk: Client, begun: Appointment, status: str) -> None:
    desk.post(act_path("mark", begun), {"status": status})

    assert status_of(begun) == Status.BOOKED
    assert not LogEntry.objects.exists()


def test_a_refusal_is_told(desk: Client, ahead: Appointment) -> None:
    response = desk.post(act_path("mark", ahead), {"status": "arrived"})

    [said] = get_messages(response.wsgi_request)
    assert str(said) == "An arrival is marked on the day of the appointment."


def test_an_appointment_is_cancelled_for_a_reason(desk: Client, ahead: Appointment) -> None:
    response = desk.post(act_path("cancel", ahead), {"because": "ill"})

    assert response.headers["Location"] == day_path(ahead.affiliation)
    assert status_of(ahead) == Status.CANCELLED
    assert ahead.cancelled_because == Appointment.Cancellation.ILL


@pytest.mark.parametrize("because", ["", "weather"])
def test_without_a_known_reason_it_stands(desk: Client, ahead: Appointment, because: str) -> None:
    response = desk.post(act_path("cancel", ahead), {"because": because})

    assert response.status_code == 200
    assert status_of(ahead) == Status.BOOKED


def test_a_free_time_is_checked_and_then_taken(desk: Client, ahead: Appointment) -> None:
    times = desk.get(act_path("move", ahead), {"day": str(ahead.day)}).text
    check = desk.get(move_path(ahead, 15)).text
    response = desk.post(move_path(ahead, 15))

    assert urlencode({"slots": iso(ahead.affiliation, at(ahead.affiliation, 15))[0]}) in times
    assert "3:00pm" in check
    ahead.refresh_from_db()
    assert ahead.starts_at == at(ahead.affiliation, 15)
    assert response.headers["Location"] == day_path(ahead.affiliation)


def test_a_time_that_somebody_else_took_is_a_lost_race(desk: Client, ahead: Appointment) -> None:
    make_appointment(affiliation=ahead.affiliation, starts_at=at(ahead.affiliation, 15))

    response = desk.post(move_path(ahead, 15))

    assert response.status_code == 409
    assert "Somebody else has booked this time." in response.text
    ahead.refresh_from_db()
    assert ahead.starts_at == at(ahead.affiliation, 10)


def test_what_is_over_has_no_buttons(desk: Client, ahead: Appointment) -> None:
    ahead.status = Status.COMPLETED
    ahead.save()

    for act in ("change", "move", "cancel"):
        assert 'method="post" action' not in desk.get(act_path(act, ahead)).text.replace(
            'method="post" action="/admin/logout/"', ""
        )


@pytest.mark.parametrize("act", ["mark", "move", "cancel"])
def test_staff_of_another_centre_change_nothing(
    client: Client, ahead: Appointment, act: str
) -> None:
    client.force_login(receptionist(open_affiliation().centre))

    response = client.post(act_path(act, ahead), {"status": "arrived", "because": "ill"})

    assert response.status_code == 404
    assert status_of(ahead) == Status.BOOKED


def test_reading_changes_nothing(desk: Client, ahead: Appointment) -> None:
    for path in (act_path("move", ahead), act_path("cancel", ahead), move_path(ahead, 15)):
        assert desk.get(path).status_code == 200
    assert desk.get(act_path("mark", ahead)).status_code == 405
    assert status_of(ahead) == Status.BOOKED
