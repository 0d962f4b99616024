"""A list of the admin counts only as far as somebody pages."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import paging
from accounts.admin.people import PatientAdmin
from accounts.factories import PatientFactory, superuser
from accounts.models import Patient
from accounts.paging import BoundedPaginator
from appointments.factories import make_appointment

pytestmark = pytest.mark.django_db
LIST = reverse("admin:accounts_patient_changelist")
OFFER = "Click here to select the objects across all pages"


@pytest.fixture
def desk(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """With six patients, of lists that show at most four, two a page."""
    monkeypatch.setattr(BoundedPaginator, "MOST", 4)
    monkeypatch.setattr(PatientAdmin, "list_per_page", 2)
    for n in range(6):
        PatientFactory.create(user__full_name=f"Ann {n}")
    client.force_login(superuser())
    return client


def test_a_list_without_end_says_so_and_offers_no_act_on_all_of_it(desk: Client) -> None:
    page = desk.get(LIST).text

    assert "The first 4 of more than 4 patients." in " ".join(page.split())
    assert "?p=2" in page
    assert "?p=3" not in page
    assert OFFER not in page


def test_a_list_with_an_end_says_how_many_rows_it_has(desk: Client) -> None:
    Patient.objects.filter(user__full_name__in=["Ann 0", "Ann 1", "Ann 2"]).delete()

    page = desk.get(LIST).text

    assert "3 patients" in " ".join(page.split())
    assert "of more than" not in page
    assert OFFER in page


def test_a_list_is_counted_by_the_keys_of_its_first_rows_in_order(desk: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        desk.get(LIST)

    [read] = [query["sql"] for query in queries.captured_queries if "LIMIT 5" in query["sql"]]
    assert "ORDER BY" in read
    assert not [query for query in queries.captured_queries if "COUNT(" in query["sql"]]


def test_all_of_a_list_that_is_too_long_for_a_page_is_paged(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientAdmin, "list_max_show_all", 2)

    first, second = (desk.get(LIST, {"all": "", "p": page}).context["rows"] for page in (1, 2))

    assert first
    assert second
    assert {*first}.isdisjoint(second)


@pytest.mark.parametrize(("asked", "shown"), [(3, 2), (10**30, 2), (0, 1), (-7, 1)])
def test_a_page_that_there_is_not_is_the_last_or_the_first_under_the_same_filter(
    desk: Client, asked: int, shown: int
) -> None:
    there = desk.get(f"{LIST}?q=Ann&p={shown}").context["cl"]

    page = desk.get(f"{LIST}?q=Ann&p={asked}")

    assert [*page.context["cl"].result_list] == [*there.result_list]
    assert page.context["cl"].page_num == shown
    assert 'value="Ann"' in page.text


def export_all(desk: Client, path: str, pk: object) -> Any:
    posted = {"action": "export_csv", "select_across": "1", "_selected_action": [str(pk)]}
    return desk.post(path, posted)


def test_a_list_that_is_cut_is_exported_as_a_whole_by_nobody(desk: Client) -> None:
    first = Patient.objects.all()[0]

    response = export_all(desk, LIST, first.pk)

    assert response.status_code == 302
    assert "The list is longer than is shown." in desk.get(LIST).text


def test_a_search_that_looks_for_some_of_the_people_leaves_no_row_out_of_an_export(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "MOST_PEOPLE", 2)
    visits = [make_appointment(patient=patient) for patient in Patient.objects.all()[:3]]
    found = reverse("admin:appointments_appointment_changelist") + "?q=ann"

    page = desk.get(found).text
    response = export_all(desk, found, visits[0].pk)

    assert "More than 2 patients have such a name. Type more of it." in page
    assert OFFER not in page
    assert response.status_code == 302
