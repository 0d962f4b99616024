"""Whatever the desk sends to the pages of a centre's hours, they answer and do not break."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.tests.times import at
from centres.tests.holidays import coming_holiday
from medisoft.tests.cast import Cast, assemble
from medisoft.tests.test_fuzz import send, shared_cast, values_of

pytestmark = pytest.mark.django_db
STAFF = "staff, that centre"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@shared_cast
@given(
    day=values_of(day=["2027-04-04", "2199-12-31"]),
    sent=values_of(span=["day", "now"], reason=["Flu"], **{"displaced-all": ["leave"]}),
)
def test_nothing_sent_to_give_a_day_off_breaks_it(
    cast: Cast, day: dict[str, list[str]], sent: dict[str, list[str]]
) -> None:
    path = f"/admin/centres/affiliation/{cast.gp.pk}/off/?{urlencode(day, doseq=True)}"

    assert send(cast, STAFF, "POST", path, sent).status_code in (200, 302, 409)


@pytest.mark.parametrize("page", ["centre/{}/week/", "centre/{}/holidays/"])
@shared_cast
@given(sent=values_of(day=["2027-04-04"], year=["2027", "2199", "2000"]))
def test_no_query_string_breaks_a_page(cast: Cast, page: str, sent: dict[str, list[str]]) -> None:
    path = "/admin/centres/" + page.format(cast.gp.centre_id)

    assert send(cast, STAFF, "GET", path, sent).status_code in (200, 400)


@shared_cast
@given(sent=values_of(day=["2027-04-04", "2000-01-01", "2199-12-31"]))
def test_no_query_string_breaks_the_week_beside_a_form(
    cast: Cast, sent: dict[str, list[str]]
) -> None:
    path = f"/admin/centres/affiliation/{cast.gp.pk}/change/"

    assert send(cast, STAFF, "GET", path, sent).status_code in (200, 400)


@shared_cast
@given(drawn=st.data())
def test_nothing_sent_to_close_on_holidays_breaks_it(cast: Cast, drawn: st.DataObject) -> None:
    holiday = coming_holiday().day.isoformat()
    visit = cast.appointment_for("patient")
    seen = f'{{"{visit.pk}": "{at(cast.gp, 15).isoformat()}"}}'
    decisions = {
        "displaced-seen": [seen, "{}", "[]", "null"],
        "displaced-all": ["move", "cancel", "leave"],
        "displaced-because": ["closed"],
        f"displaced-{visit.pk}": ["move", "cancel", "leave"],
    }
    path = f"/admin/centres/centre/{cast.gp.centre_id}/holidays/?year={holiday[:4]}"

    sent = drawn.draw(values_of(days=[holiday, "2027-12-25"], **decisions))

    assert send(cast, STAFF, "POST", path, sent).status_code in (200, 302, 409)
