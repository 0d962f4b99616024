"""No page of the admin reads a whole table of those that grow with a nation."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import CHANGE
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.factories import superuser
from accounts.kept import note
from accounts.models import User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.desks import receptionist
from appointments.tests.pages import queries_of
from centres.factories import open_affiliation
from medisoft.tests.plans import assert_by_index, plan_of
from referrals.factories import make_referral

pytestmark = pytest.mark.django_db
LISTS = {
    "accounts_patient": [{}, {"q": "mary smith"}, {"q": "0491 570 006"}, {"q": "m@example.com"}],
    "accounts_provider": [{"q": "mary smith"}, {"q": "m@example.com"}],
    "appointments_appointment": [
        *({"when": when} for when in ("ahead", "today", "tomorrow", "past", "any")),
        *({"q": "mary smith"}, {"q": "m@example.com"}),
    ],
    "centres_affiliation": [{"q": "mary smith"}],
    "referrals_referral": [{}, {"o": "5"}, {"q": "mary smith"}],
}


@pytest.fixture
def visit() -> Appointment:
    visit = make_appointment(affiliation=open_affiliation(provider__user__full_name="Mary Smith"))
    make_referral(appointment=visit)
    return visit


@pytest.fixture(params=["superuser", "staff"])
def user(request: pytest.FixtureRequest, visit: Appointment) -> User:
    return superuser() if request.param == "superuser" else receptionist(visit.centre)


@pytest.fixture
def desk(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def assert_page_by_index(desk: Client, path: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(path).status_code == 200
    assert_by_index(queries.captured_queries)


@pytest.mark.parametrize(
    ("name", "query"), [(name, query) for name, queries in LISTS.items() for query in queries]
)
def test_a_list_is_read_by_an_index(desk: Client, name: str, query: dict[str, str]) -> None:
    assert_page_by_index(desk, f"{reverse(f'admin:{name}_changelist')}?{urlencode(query)}")


def test_what_is_to_come_of_a_nation_is_told_from_what_is_over_by_an_index(
    client: Client, visit: Appointment
) -> None:
    client.force_login(superuser())
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("admin:appointments_appointment_changelist"))

    [plan] = [plan_of(query["sql"]) for query in queries if "LIMIT 1001" in query["sql"]]
    assert "appointment_ahead" in plan
    assert connection.vendor == "sqlite" or "ends_at >" in plan.partition("Filter")[0]


@pytest.mark.parametrize("page", ["day", "overview", "week"])
def test_a_page_of_a_centre_is_read_by_an_index(
    desk: Client, visit: Appointment, page: str
) -> None:
    assert_page_by_index(desk, reverse(f"admin:centres_centre_{page}", args=[visit.centre.pk]))


def test_the_page_of_a_place_costs_the_same_with_many_hours(
    desk: Client, visit: Appointment
) -> None:
    path = reverse("admin:centres_affiliation_change", args=[visit.affiliation_id])
    few = queries_of(desk, path)
    for hour in range(30):
        start = timezone.now() + timedelta(days=hour + 1)
        visit.affiliation.extra_hours.create(starts_at=start, ends_at=start + timedelta(hours=1))

    assert queries_of(desk, path) == few


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_page_of_a_row_is_read_by_an_index(desk: Client, visit: Appointment, page: str) -> None:
    for name, row in {
        "appointments_appointment": visit,
        "accounts_patient": visit.patient,
        "accounts_provider": visit.provider,
        "centres_affiliation": visit.affiliation,
        "centres_centre": visit.centre,
    }.items():
        assert_page_by_index(desk, reverse(f"admin:{name}_{page}", args=[row.pk]))


def test_the_first_page_is_read_by_an_index(desk: Client, user: User, visit: Appointment) -> None:
    note(user, visit, CHANGE, "")

    assert_page_by_index(desk, reverse("admin:index"))


@pytest.mark.parametrize("told", ["Mary Smith", "0491 570 006", "m@example.com", "2123 45670 1"])
def test_whoever_is_on_the_phone_is_found_by_an_index(
    desk: Client, visit: Appointment, told: str
) -> None:
    path = reverse("admin:appointments_appointment_book", args=[visit.affiliation_id])
    start = (timezone.now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    path = f"{path}?{urlencode({'slots': start.isoformat()})}"

    with CaptureQueriesContext(connection) as queries:
        response = desk.post(path, {"action": "find", "who": told})

    assert response.status_code == 200
    assert_by_index(queries.captured_queries)
