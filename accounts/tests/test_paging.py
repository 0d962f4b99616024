"""A list of the admin counts only as far as somebody pages."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.admin.people import PatientAdmin
from accounts.factories import PatientFactory, superuser
from accounts.models import Patient
from accounts.paging import BoundedPaginator

pytestmark = pytest.mark.django_db
LIST = reverse("admin:accounts_patient_changelist")
OFFER = "data-actions-icnt"


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


def test_no_page_lies_behind_the_last(desk: Client) -> None:
    assert desk.get(LIST, {"p": 3}).status_code == 302  # to the first, as Django leads
