"""A list of the admin is drawn as Django draws it."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import results
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.factories import ExpertiseFactory, superuser
from accounts.kept import KeptAdmin
from accounts.mail import queue
from accounts.models import Expertise, Patient
from appointments.factories import make_appointment
from centres.factories import open_affiliation
from referrals.factories import make_referral

TOKEN = "csrfmiddlewaretoken"
pytestmark = pytest.mark.django_db
LISTS = [model for model, pages in admin.site._registry.items() if isinstance(pages, KeptAdmin)]


@pytest.fixture
def desk(client: Client) -> Client:
    """Of a superuser, with something in every list: with and without what may be empty."""
    client.force_login(superuser(full_name="Al <b> Quote"))
    place = open_affiliation(provider__user__full_name="Mary Smith", centre__name="M & M")
    make_referral(appointment=make_appointment(affiliation=place))
    open_affiliation(provider__specialist=True, centre__state="")
    ExpertiseFactory.create()
    return client


def path_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize("query", [{}, {"_popup": "1"}, {"q": "m"}], ids=str)
@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_its_rows_are_those_of_django(
    desk: Client, model: type[Model], query: dict[str, str]
) -> None:
    page = desk.get(path_of(model), query)

    cl = page.context["cl"]
    cl.result_list = cl.model_admin.with_shown(cl.queryset)
    assert page.context["rows"] == ["".join(cells) for cells in results(cl)]
    assert page.context["rows"] or query
    assert all(row in page.text for row in page.context["rows"])


def test_a_link_leads_back_to_the_list_as_it_is_narrowed(desk: Client) -> None:
    patient = Patient.objects.get(appointments__isnull=False)

    page = desk.get(path_of(Patient), {"q": patient.user.email}).text

    path = reverse("admin:accounts_patient_change", args=[patient.pk])
    assert f'href="{path}?_changelist_filters=q%3D' in page


def test_a_choice_to_narrow_a_list_changes_nothing_else_of_its_address(desk: Client) -> None:
    path = reverse("admin:appointments_appointment_changelist")

    page = desk.get(path, {"q": "a-key"})

    queries = [query for _, choices in page.context["filters"] for _, query, _ in choices]
    assert len(queries) > 10
    assert all("q=a-key" in query and "%00" not in query for query in queries)


def test_columns_that_a_list_is_sorted_by_are_numbered(desk: Client) -> None:
    page = desk.get(path_of(Patient)).text

    assert [f"Sorting priority: {n}" in page for n in (1, 2)] == [True, True]


def test_an_action_is_sent_with_the_token_of_the_lists_form() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(superuser())
    expertise = ExpertiseFactory.create()
    path = path_of(Expertise)
    _, form = strict.get(path).text.split('id="changelist-form"')
    [token] = re.findall(rf'name="{TOKEN}" value="(\w+)"', form)

    fields = {"action": "export_csv", "_selected_action": expertise.pk}
    without, with_it = (strict.post(path, fields | more) for more in ({}, {TOKEN: token}))

    assert (without.status_code, with_it.status_code) == (403, 200)


def test_the_list_of_the_queue_has_rows(desk: Client) -> None:
    """It is one of a library, drawn by Django's template."""
    queue(to="op@example.org", subject="Hello", text="Hello.", html="Hello.")

    page = desk.get("/admin/django_tasks_database/dbtaskresult/").text

    assert 'id="result_list"' in page
    assert str(DBTaskResult.objects.get().pk) in page
