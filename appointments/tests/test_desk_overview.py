"""The overview page of a centre."""

import csv
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PatientFactory
from appointments.charts import Columns
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.statistics import overview
from appointments.tests.desks import day_path, receptionist
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at
from appointments.views.desk.sections import sections
from centres.factories import AffiliationFactory, CentreFactory, open_affiliation
from centres.models import Affiliation, Centre

pytestmark = pytest.mark.django_db
Status = Appointment.Status

MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 29)
HERE = {"first": "2026-11-16", "last": "2026-11-29"}
FALLBACK = "Here are the last 12 weeks."


def path_of(centre: Centre) -> str:
    return reverse("admin:centres_centre_overview", args=[centre.pk])


def ask(desk: Client, place: Affiliation, **query: str) -> Any:
    return desk.get(path_of(place.centre), HERE | query)


def rows_of(response: Any) -> list[list[str]]:
    """The file of the answer."""
    written = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(StringIO(written)))


def visit(place: Affiliation, hour: int, status: str = Status.BOOKED) -> Appointment:
    start = at(place, hour, day=MONDAY)
    patient = PatientFactory.create(user__full_name="Wilhelmina Patient")
    return make_appointment(patient=patient, affiliation=place, starts_at=start, status=status)


def test_each_figure_stands_in_its_table(place: Affiliation) -> None:
    for hour, status in enumerate([*[Status.COMPLETED] * 2, Status.NO_SHOW, Status.CANCELLED], 9):
        visit(place, hour, status)
    over = at(place, 17, day=SUNDAY)

    figures = overview(place.centre, first=MONDAY, last=SUNDAY, now=over)
    tables = {section.key: section.lines for section in sections(figures)}

    week = "16 November 2026"
    assert tables["bookings"][1] == [week, "4"]
    assert tables["missed"][1] == [week, "3", "1", "33.3%"]
    assert tables["missed"][-1] == ["All weeks", "3", "1", "33.3%"]
    assert tables["cancelled"][1] == [week, "4", "1", "25.0%"]
    assert tables["cancelled"][-1] == ["All weeks", "4", "1", "25.0%"]
    assert ["By the patient, on the website", "1", "100.0%"] in tables["reasons"]
    assert ["7 to 13 days", "3", "100.0%"] in tables["lead"]
    assert tables["slots"][1] == [str(place.provider), "160", "3", "1.9%"]


def test_a_share_is_drawn_in_per_cent(place: Affiliation) -> None:
    for hour, status in enumerate([Status.COMPLETED, Status.COMPLETED, Status.NO_SHOW], 9):
        visit(place, hour, status)
    over = at(place, 17, day=SUNDAY)

    figures = overview(place.centre, first=MONDAY, last=SUNDAY, now=over)
    [missed] = [section for section in sections(figures) if section.key == "missed"]

    assert isinstance(missed.chart, Columns)
    assert [line.text for line in missed.chart.lines] == ["0%", "20%", "40%"]
    assert [column.words for column in missed.chart.columns] == ["16 Nov: 33.3%"]


def test_a_file_of_one_table_is_that_table_alone(desk: Client, place: Affiliation) -> None:
    rows = rows_of(ask(desk, place, format="csv", table="bookings"))

    assert rows[0] == ["Week from", "Bookings"]
    assert rows[-1] == ["All weeks", "0"]


def test_the_page_draws_the_charts_and_has_their_tables_and_meanings(
    desk: Client, place: Affiliation
) -> None:
    for hour, status in enumerate([Status.BOOKED, Status.NO_SHOW, Status.CANCELLED], 9):
        visit(place, hour, status)

    page = text(ask(desk, place))

    assert page.count('<svg class="chart"') >= 5
    assert page.count("<tfoot>") == 6
    assert "16 November 2026 to 29 November 2026" in page
    assert "One that was missed counts, one that was cancelled does not." in page
    assert "The median is 7 days." in page
    assert str(place.provider) in page


def test_no_patient_is_named(desk: Client, place: Affiliation) -> None:
    visit(place, 9)

    page = ask(desk, place).text
    file = str(rows_of(ask(desk, place, format="csv")))

    assert "Wilhelmina" not in page + file


def test_unless_asked_for_others_the_days_are_the_last_twelve_whole_weeks(
    desk: Client, place: Affiliation
) -> None:
    today = timezone.now().astimezone(place.centre.zone).date()
    monday = today - timedelta(days=today.weekday())

    figures = desk.get(path_of(place.centre)).context["figures"]

    assert len(figures.weeks) == 12
    assert (figures.first, figures.last) == (
        monday - timedelta(weeks=12),
        monday - timedelta(days=1),
    )


def test_links_lead_as_far_back_and_ahead_as_the_days_are_long(
    desk: Client, place: Affiliation
) -> None:
    page = text(ask(desk, place))

    assert "?first=2026-11-02&last=2026-11-15" in page
    assert "?first=2026-11-30&last=2026-12-13" in page


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("never", "2026-11-29", "Choose the first and the last day."),
        ("2026-02-30", "2026-11-29", "Choose the first and the last day."),
        ("2026-11-16", "", "Choose the first and the last day."),
        ("2026-11-29", "2026-11-28", "The last day lies before the first."),
        ("2025-11-28", "2026-11-29", "Choose at most 366 days."),
        ("1999-12-31", "2000-01-02", "Choose years from 2000 to 2199."),
        ("9999-12-30", "9999-12-31", "Choose years from 2000 to 2199."),
    ],
)
def test_odd_days_are_told_and_twelve_weeks_are_shown_in_no_file(
    desk: Client, place: Affiliation, first: str, last: str, says: str
) -> None:
    response = ask(desk, place, first=first, last=last, format="csv")

    assert says in response.text
    assert FALLBACK in response.text
    assert len(response.context["figures"].weeks) == 12


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-29", "2026-11-29"),
        ("2025-11-29", "2026-11-29"),
        ("2000-01-01", "2000-01-01"),
        ("2199-12-31", "2199-12-31"),
    ],
)
def test_a_day_and_a_year_can_be_asked_for(
    desk: Client, place: Affiliation, first: str, last: str
) -> None:
    response = ask(desk, place, first=first, last=last)

    assert FALLBACK not in response.text
    assert str(response.context["figures"].first) == first


def test_the_file_of_all_tables_has_each_under_its_title(desk: Client, place: Affiliation) -> None:
    response = ask(desk, place, format="csv")
    rows = rows_of(response)

    assert rows[0] == [str(place.centre), "2026-11-16", "2026-11-29"]
    titles = [rows[nth + 1] for nth, row in enumerate(rows) if not row]
    assert titles == [
        ["Bookings a week"],
        ["Missed visits"],
        ["Cancellations a week"],
        ["Who cancelled, and why"],
        ["Lead time"],
        ["Half hours used, by provider"],
    ]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = f"overview-{place.centre_id}-2026-11-16-2026-11-29.csv"
    assert name in response.headers["Content-Disposition"]


def test_a_name_that_a_spreadsheet_would_compute_is_escaped(client: Client) -> None:
    place = open_affiliation(
        centre=CentreFactory.create(name="@SUM(1)"), provider__user__full_name="=cmd|' /C calc'!A0"
    )
    client.force_login(receptionist(place.centre))

    rows = rows_of(ask(client, place, format="csv"))

    assert rows[0][0] == "'@SUM(1)"
    assert ["'=cmd|' /C calc'!A0", "160", "0", "0.0%"] in rows


def test_numbers_have_commas_on_the_page_and_none_in_the_file(
    desk: Client, place: Affiliation
) -> None:
    year = {"first": "2026-01-01", "last": "2026-12-31"}

    page = ask(desk, place, **year).text
    rows = rows_of(ask(desk, place, **year, format="csv", table="slots"))

    assert "<td>4,176</td>" in page
    assert rows[-1] == ["All providers", "4176", "0", "0.0%"]


def test_a_share_of_nothing_is_left_empty_in_the_file_and_told_by_a_dash(client: Client) -> None:
    place = AffiliationFactory.create()
    client.force_login(receptionist(place.centre))

    rows = rows_of(ask(client, place, format="csv", table="slots"))

    assert rows[1] == [str(place.provider), "0", "0", ""]
    assert "<td>-</td>" in ask(client, place).text


def test_a_centre_where_nobody_works_has_an_overview(client: Client) -> None:
    centre = CentreFactory.create()
    client.force_login(receptionist(centre))

    response = client.get(path_of(centre))

    assert response.text.count("There is nothing to draw for these days.") == 6
    assert rows_of(client.get(path_of(centre), {"format": "csv"}))


def test_the_overview_of_another_centre_is_not_found(client: Client, place: Affiliation) -> None:
    client.force_login(receptionist(open_affiliation().centre))

    assert ask(client, place).status_code == 404
    assert ask(client, place, format="csv").status_code == 404
    assert client.get("/admin/centres/centre/0/overview/").status_code == 404


def test_the_page_takes_no_post(desk: Client, place: Affiliation) -> None:
    assert desk.post(path_of(place.centre)).status_code == 405


def test_the_page_costs_the_same_for_one_provider_and_for_three(
    desk: Client, place: Affiliation
) -> None:
    visit(place, 9)
    path = f"{path_of(place.centre)}?first={MONDAY}&last={SUNDAY}"
    few = queries_of(desk, path)
    for _ in range(2):
        visit(open_affiliation(centre=place.centre), 9)

    assert queries_of(desk, path) == few


def test_the_list_of_centres_the_centre_and_its_day_lead_there(
    desk: Client, place: Affiliation
) -> None:
    path = path_of(place.centre)
    pages = [
        reverse("admin:centres_centre_changelist"),
        reverse("admin:centres_centre_change", args=[place.centre_id]),
        day_path(place),
    ]

    assert [page for page in pages if f'href="{path}"' not in desk.get(page).text] == []
