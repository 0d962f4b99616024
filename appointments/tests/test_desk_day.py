"""The day sheet of a centre."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PatientFactory
from accounts.models import User
from appointments.desk import centre_day
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.desks import act_path, day_path, receptionist, version_in
from appointments.tests.pages import queries_of
from appointments.tests.times import at
from centres.clock import edges_of_day
from centres.factories import CentreFactory, open_affiliation, work_week
from centres.models import Affiliation, TimeOff
from centres.validators import SLOT

pytestmark = pytest.mark.django_db
Status = Appointment.Status


def test_the_sheet_runs_from_the_first_to_the_last_half_hour_of_work(place: Affiliation) -> None:
    sheet = centre_day(place.centre, at(place, 9).date(), now=timezone.now())

    assert [column.pk for column in sheet.columns] == [place.pk]
    assert [sheet.rows[0].start, sheet.rows[-1].start] == [at(place, 9), at(place, 16, 30)]
    assert all(cell.is_free for row in sheet.rows for cell in row.cells)


def test_a_visit_stands_once_over_all_its_half_hours(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(place, 10), slots=3)

    sheet = centre_day(place.centre, at(place, 9).date(), now=timezone.now())

    found = [(cell.visit.key, cell.rows) for row in sheet.rows for cell in row.cells if cell.visit]
    assert found == [(str(visit.pk), 3)]
    assert [len(row.cells) for row in sheet.rows[2:5]] == [1, 0, 0]


def test_what_is_cancelled_is_free_again_and_what_is_missed_is_not(place: Affiliation) -> None:
    make_appointment(affiliation=place, starts_at=at(place, 10), status=Status.CANCELLED)
    missed = make_appointment(affiliation=place, starts_at=at(place, 11), status=Status.NO_SHOW)

    sheet = centre_day(place.centre, at(place, 9).date(), now=timezone.now())

    cells = {row.start: row.cells[0] for row in sheet.rows}
    assert cells[at(place, 10)].is_free
    assert (held := cells[at(place, 11)].visit) is not None
    assert held.key == str(missed.pk)


def test_time_off_time_elsewhere_and_time_past_are_not_free(place: Affiliation) -> None:
    day = at(place, 9).date()
    elsewhere = open_affiliation(provider=place.provider)
    make_appointment(affiliation=elsewhere, starts_at=at(place, 14))
    TimeOff.objects.create(
        affiliation=place, starts_at=at(place, 12), ends_at=at(place, 13), reason="Lunch"
    )

    sheet = centre_day(place.centre, day, now=at(place, 10) + timedelta(minutes=1))

    free = [row.start for row in sheet.rows if row.cells[0].is_free]
    assert min(free) == at(place, 10, 30)
    assert not {at(place, 12), at(place, 12, 30), at(place, 14)} & {*free}
    assert [row.start for row in sheet.rows if row.is_now] == [at(place, 10)]


def test_who_does_not_work_on_the_day_is_named_apart(place: Affiliation) -> None:
    away = open_affiliation(centre=place.centre)
    away.working_hours.all().delete()
    work_week(away, weekdays=range(1))  # Monday

    sheet = centre_day(place.centre, at(place, 9).date(), now=timezone.now())

    assert [absent.pk for absent in sheet.absent] == [away.pk]


def test_who_is_off_is_told_why_and_where_it_is_undone(desk: Client, place: Affiliation) -> None:
    begin, end = edges_of_day(at(place, 9).date(), place.centre.zone)
    TimeOff.objects.create(affiliation=place, starts_at=begin, ends_at=end, reason="Flu")

    page = " ".join(desk.get(day_path(place)).text.split())

    link = reverse("admin:centres_affiliation_change", args=[place.pk])
    assert f'<a href="{link}#time_off-group">{place.provider}: off all day</a> (Flu)' in page
    assert "Not here on this day" not in page
    assert "Nobody works here" not in page


def test_who_is_off_for_some_hours_stands_on_the_sheet_and_beside_it(place: Affiliation) -> None:
    TimeOff.objects.create(affiliation=place, starts_at=at(place, 12), ends_at=at(place, 13))

    sheet = centre_day(place.centre, at(place, 9).date(), now=timezone.now())

    assert [column.pk for column in sheet.columns] == [place.pk]
    told = [(off.place and off.place.pk, off.words) for off in sheet.off]
    assert told == [(place.pk, "12:00pm to 1:00pm")]


def test_a_closed_day_says_so_and_leads_to_where_it_is_opened(
    desk: Client, place: Affiliation
) -> None:
    begin, end = edges_of_day(at(place, 9).date(), place.centre.zone)
    TimeOff.objects.create(
        centre=place.centre, starts_at=begin, ends_at=end, reason="Christmas Day"
    )

    page = " ".join(desk.get(day_path(place)).text.split())

    link = reverse("admin:centres_centre_change", args=[place.centre_id])
    assert f'<a href="{link}#time_off-group">Closed all day</a>: Christmas Day' in page


def test_time_off_of_another_day_or_centre_is_not_on_the_sheet(place: Affiliation) -> None:
    begin, end = edges_of_day(at(place, 9).date(), place.centre.zone)
    elsewhere = open_affiliation(provider=place.provider)
    TimeOff.objects.create(centre=place.centre, starts_at=end, ends_at=end + SLOT)
    TimeOff.objects.create(affiliation=place, starts_at=begin - SLOT, ends_at=begin)
    TimeOff.objects.create(affiliation=elsewhere, starts_at=begin, ends_at=end)

    assert centre_day(place.centre, at(place, 9).date(), now=timezone.now()).off == []


def test_a_day_when_clocks_change_has_its_own_number_of_rows() -> None:
    place = open_affiliation(centre=CentreFactory.create(timezone="Australia/Sydney"))
    place.working_hours.all().delete()
    work_week(place, weekdays=range(7), opens=at(place, 0).time(), closes=at(place, 0).time())
    day = at(place, 0).replace(year=2027, month=4, day=4).date()

    assert len(centre_day(place.centre, day, now=timezone.now()).rows) == 50


def test_a_free_time_leads_to_booking_it(desk: Client, place: Affiliation) -> None:
    page = desk.get(day_path(place)).text

    link = re.findall(r'href="(/admin/appointments/appointment/book/[^"]+)"', page)[0]
    assert desk.get(link.replace("&amp;", "&")).status_code == 200


def test_the_desk_sees_names_and_states_and_never_the_reason(
    desk: Client, place: Affiliation
) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(place, 10), reason="gonalgia")

    page = desk.get(day_path(place)).text
    own = desk.get(act_path("change", visit)).text

    assert str(visit.patient) in page
    assert "Booked" in page
    assert "gonalgia" not in page + own


def test_on_paper_what_is_free_is_told_and_whom_to_call(desk: Client, place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(place, 10))
    visit.patient.user.phone = "0491 570 006"
    visit.patient.user.save()

    page = desk.get(day_path(place)).text

    assert page.count('<span class="sheet-paper">free</span>') == 15
    assert '<span class="sheet-paper">0491 570 006</span>' in page


def test_the_page_asks_for_the_sheet_alone_and_gets_it_when_something_has_changed(
    desk: Client, place: Affiliation
) -> None:
    look = f"{day_path(place)}&seen={version_in(desk.get(day_path(place)).text)}"

    unchanged = desk.get(look)
    visit = make_appointment(affiliation=place, starts_at=at(place, 10))
    changed = desk.get(look)

    assert unchanged.status_code == 204
    assert str(visit.patient) in changed.text
    assert "<html" not in changed.text


def test_looking_for_news_does_not_hold_the_session_open(desk: Client, place: Affiliation) -> None:
    desk.get(day_path(place))
    session = desk.session
    session["seen"] = 0
    session.save()

    desk.get(day_path(place), headers={"X-By-Itself": "1"})
    kept = desk.session["seen"]
    desk.get(day_path(place))

    assert kept == 0
    assert desk.session["seen"] > 0


def test_a_day_that_nobody_knows_is_told_and_today_is_shown(
    desk: Client, place: Affiliation
) -> None:
    response = desk.get(day_path(place).partition("?")[0], {"day": "never"})

    assert "Here is today." in response.text


def test_the_sheet_costs_the_same_for_one_visit_and_for_thirty(
    desk: Client, place: Affiliation
) -> None:
    make_appointment(affiliation=place, starts_at=at(place, 9))
    few = queries_of(desk, day_path(place))
    for other in [open_affiliation(centre=place.centre) for _ in range(5)]:
        for hour in range(9, 15):
            make_appointment(affiliation=other, starts_at=at(other, hour))

    assert queries_of(desk, day_path(place)) == few


def test_whoever_keeps_the_centre_is_not_asked_for_any_other(
    desk: Client, place: Affiliation
) -> None:
    desk.get(day_path(place))

    with CaptureQueriesContext(connection) as queries:
        desk.get(day_path(place))

    assert len([query for query in queries if "centres_membership" in query["sql"]]) == 1


def test_staff_of_one_centre_begin_on_its_day_and_those_of_two_in_the_admin(
    desk: Client, staff: User, place: Affiliation
) -> None:
    one = desk.get("/")
    staff.memberships.create(centre=CentreFactory.create())
    two = desk.get("/")

    assert one.headers["Location"] == day_path(place).partition("?")[0]
    assert two.headers["Location"] == reverse("admin:index")


def test_the_sheet_of_another_centre_is_not_found(client: Client, place: Affiliation) -> None:
    client.force_login(receptionist(open_affiliation().centre))

    assert client.get(day_path(place)).status_code == 404
    assert client.post(day_path(place)).status_code == 405


def test_a_half_hour_is_told_by_its_start(place: Affiliation) -> None:
    make_appointment(
        patient=PatientFactory.create(), affiliation=place, starts_at=at(place, 17), slots=1
    )  # outside the hours, as after a change of them

    sheet = centre_day(place.centre, at(place, 9).date(), now=timezone.now())

    assert sheet.rows[-1].start == at(place, 16, 30) + SLOT
