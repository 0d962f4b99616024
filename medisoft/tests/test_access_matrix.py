"""Each cell of `access_matrix.csv`: who may do what, over HTTP and in the querysets."""

import csv
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.final import RowIsFinal
from accounts.models import Patient
from appointments.models import Appointment
from medisoft.tests.actions import ACTIONS, OF_NO_PAGE, Page, others_entry, own_entry
from medisoft.tests.cast import (
    ACTORS,
    REASON,
    WRITTEN_BY_ASKING,
    Cast,
    assemble,
    stored_rows,
    undone,
)
from records.models import AccessEvent, HistoryEntry, Prescription
from referrals.models import Referral

pytestmark = pytest.mark.django_db

with (Path(__file__).parent / "access_matrix.csv").open(newline="") as file:
    MATRIX = {(row["actor"], row["action"]): row["result"] for row in csv.DictReader(file)}

# A patient without a usable referral is told so on a page, and nothing is booked.
NEEDS_REFERRAL = [("other patient", "book specialist")]


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


def test_every_action_of_the_matrix_is_tried() -> None:
    assert {action for _, action in MATRIX} == ACTIONS.keys() | OF_NO_PAGE
    assert {actor for actor, _ in MATRIX} == set(ACTORS)


def test_the_admin_knows_no_model_of_histories() -> None:
    """`test_canary.py` shows that no page of another model has clinical text either."""
    histories = set(apps.get_app_config("records").get_models())

    assert HistoryEntry in histories
    assert not histories & admin.site._registry.keys()


@pytest.mark.parametrize("actor", ACTORS)
def test_the_pages_answer_as_the_matrix_says(cast: Cast, actor: str) -> None:
    client = cast.client(actor)
    before = stored_rows()
    differences = []

    for action, method in product(ACTIONS, ["GET", "POST"]):
        for page in ACTIONS[action]:
            with undone():
                response = send(client, cast, actor, page, method)
                if not is_as_told(actor, action, page, response):
                    differences.append((action, page.name, method, response.status_code))
                if method == "GET" or not may(actor, action):
                    logged = WRITTEN_BY_ASKING.get(page.name, ()) if actor in page.roles else ()
                    after = stored_rows(besides=logged)
                    if after != {label: before[label] for label in after}:
                        differences.append((action, page.name, method, "changed rows"))

    assert differences == []


def send(client: Client, cast: Cast, actor: str, page: Page, method: str) -> Any:
    if method == "GET":
        return client.get(page.url(cast, actor))
    return client.post(page.url(cast, actor), page.fields(cast, actor))


def may(actor: str, action: str) -> bool:
    return MATRIX[actor, action] == "allow" and (actor, action) not in NEEDS_REFERRAL


def is_as_told(actor: str, action: str, page: Page, response: Any) -> bool:
    if actor == "anonymous":
        return response.status_code == 302 and leads_to_login(response)
    if actor not in page.roles:
        return response.status_code in (403, 405)
    if page.own and response.status_code == 200:
        return (page.own in str(response.content, "utf-8")) == may(actor, action)
    if may(actor, action):
        return response.status_code in (200, 302, 405) and not leads_to_login(response)
    if (actor, action) in NEEDS_REFERRAL:
        return response.status_code == 200 and b"referral" in response.content
    if actor == "provider, cancelled" and response.status_code == 409:
        return True  # an own appointment that was cancelled meanwhile: what was typed is given back
    if page.says and response.status_code == 200:
        asked = response.wsgi_request.method  # who only opens the form has sent nothing yet
        return asked == "GET" or page.says in str(response.content, "utf-8")
    if page.name.startswith("admin:") and leads_to_login(response):
        return True  # which refuses who is no staff
    return response.status_code in (page.refuses_with, 405)


def leads_to_login(response: HttpResponse) -> bool:
    """To the log-in, or to that of the admin, which leads there."""
    location = response.headers.get("Location", "")
    return location.startswith((reverse("account_login"), reverse("admin:login")))


@pytest.mark.parametrize("actor", ACTORS)
def test_the_querysets_say_the_same_as_the_matrix(cast: Cast, actor: str) -> None:
    user = cast.client(actor).get(reverse("account_login")).wsgi_request.user
    one = cast.appointment_for(actor)

    visible = Appointment.objects.visible_to(user).contains(one)
    changeable = Appointment.objects.changeable_by(user).contains(one)

    letter = cast.letter_for(actor)
    letter_visible = Referral.objects.visible_to(user).contains(letter)
    withdrawable = Referral.objects.withdrawable_by(user).contains(letter)

    own, others = own_entry(cast, actor)["amends"], others_entry(cast, actor)["amends"]
    amendable = HistoryEntry.objects.amendable_by(user).values_list("pk", flat=True)
    entries = HistoryEntry.objects.visible_to(user)
    opening = Appointment.objects.opening_history_to(user).filter(patient=one.patient)
    assert opening.exists() == may(actor, "patient page")
    assert entries.filter(pk=own).exists() == may(actor, "history read")
    assert Prescription.objects.visible_to(user).exists() == may(actor, "prescription read")
    assert AccessEvent.objects.visible_to(user).exists() == may(actor, "access log read")
    assert (own in amendable) == may(actor, "entry amend own")
    assert others not in amendable
    for refused in (entries.delete, Prescription.objects.visible_to(user).delete):
        with pytest.raises(RowIsFinal):
            refused()
    assert not any(may(actor, action) for action in OF_NO_PAGE)

    assert letter_visible == may(actor, "referral read")
    assert withdrawable == may(actor, "referral withdraw")
    assert Referral.objects.kept_by(user).contains(letter) == may(actor, "admin: referrals")
    assert Patient.objects.kept_by(user).contains(one.patient) == may(actor, "admin: patients")
    assert Appointment.objects.kept_by(user).contains(one) == may(actor, "admin: appointments")
    assert visible == may(actor, "appointment")
    for action in ("cancel", "reschedule", "calendar file"):
        assert changeable == may(actor, action)


@pytest.mark.parametrize(
    ("actor", "action"),
    [
        ("other patient", "book"),
        ("patient", "cancel"),
        ("patient", "reschedule"),
        ("patient", "rate"),
        ("provider, booked", "referral withdraw"),
        ("provider, booked", "referral send"),
        ("provider, booked", "entry add"),
        ("provider, booked", "entry amend own"),
        ("specialist, booked", "entry amend own"),
    ],
)
def test_what_is_allowed_takes_place(cast: Cast, actor: str, action: str) -> None:
    client = cast.client(actor)
    before = stored_rows()

    for page in ACTIONS[action]:
        with undone():
            response = send(client, cast, actor, page, "POST")
            assert response.status_code == 302
            assert stored_rows() != before


def read_appointment(cast: Cast, actor: str) -> str:
    page = ACTIONS["appointment"][0]
    response = send(cast.client(actor), cast, actor, page, "GET")
    return str(response.content, "utf-8")


def test_a_provider_sees_of_a_cancelled_appointment_its_time_and_status_only(cast: Cast) -> None:
    actor = "provider, cancelled"

    page = read_appointment(cast, actor)

    patient = cast.appointment_for(actor).patient
    assert "Cancelled" in page
    assert "11am" in page or "11:00am" in page
    for hidden in (REASON, str(patient), patient.user.email, str(patient.pk)):
        assert hidden not in page


def test_a_provider_sees_who_comes_to_an_appointment_that_stands(cast: Cast) -> None:
    actor = "provider, booked"

    page = read_appointment(cast, actor)

    assert REASON in page
    assert str(cast.appointment_for(actor).patient) in page
