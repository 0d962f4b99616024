"""Each page of the admin shows to the staff of a centre what belongs to it, and nothing else."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, staff_user, with_login
from accounts.models import Patient, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation, Centre, Membership
from medisoft.tests.cast import stored_rows
from referrals.factories import make_referral

pytestmark = pytest.mark.django_db

THEIRS = "Zachary"  # stands in every name at the other centre
OURS = "Wilhelmina"
KEPT = ["accounts.patient", "accounts.provider", "centres.affiliation", "centres.centre"]
KEPT += ["appointments.appointment", "referrals.referral"]


def furnish(name: str) -> User:
    """A centre with a provider, a patient, an appointment and a letter, all of that name, and the
    member of staff who keeps it."""
    place = open_affiliation(
        centre=CentreFactory.create(name=f"{name} Health"), provider__user__full_name=name
    )
    patient = PatientFactory.create(user__full_name=name, user__email=f"{name}@example.com".lower())
    visit = make_appointment(patient=patient, affiliation=place)
    make_referral(appointment=visit)
    user = with_login(staff_user(full_name="Ann Desk"))
    Membership.objects.create(user=user, centre=place.centre)
    return user


@pytest.fixture
def staff() -> User:
    """Of our centre; beside it there is theirs."""
    furnish(THEIRS)
    return furnish(OURS)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def place_of(label: str) -> str:
    return "admin:" + label.replace(".", "_")


def model_of(label: str) -> type[Model]:
    return next(model for model in admin.site._registry if model._meta.label_lower == label)


def row(label: str, name: str) -> Any:
    """The row of that model at the centre of that name."""
    path = {
        "accounts.patient": "user__full_name",
        "accounts.provider": "user__full_name",
        "centres.affiliation": "centre__name",
        "centres.centre": "name",
        "appointments.appointment": "affiliation__centre__name",
        "referrals.referral": "affiliation__centre__name",
    }[label]
    return model_of(label)._default_manager.filter(**{f"{path}__startswith": name}).get()


def test_every_model_of_the_admin_is_tried_here_or_is_for_superusers_alone(desk: Client) -> None:
    shown = {
        model._meta.label_lower
        for model in admin.site._registry
        if desk.get(reverse(f"{place_of(model._meta.label_lower)}_changelist")).status_code == 200
    }

    assert shown == set(KEPT)


@pytest.mark.parametrize("label", KEPT)
@pytest.mark.parametrize("query", ["", "?q=Zach", "?all=", "?_popup=1", "?o=1"])
def test_a_list_shows_the_rows_of_ones_own_centre(desk: Client, label: str, query: str) -> None:
    page = desk.get(reverse(f"{place_of(label)}_changelist") + query).text

    assert (OURS in page) == ("q=" not in query)
    assert THEIRS not in page


@pytest.mark.parametrize("label", KEPT)
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_the_pages_of_anothers_row_are_not_found_and_change_nothing(
    desk: Client, label: str, page: str
) -> None:
    missing = "00000000-0000-0000-0000-000000000000" if "-" in str(row(label, OURS).pk) else 0
    name = f"{place_of(label)}_{page}"
    before = stored_rows()

    for method in ("GET", "POST"):
        theirs = desk.generic(method, reverse(name, args=[row(label, THEIRS).pk]))
        none = desk.generic(method, reverse(name, args=[missing]))

        assert theirs.status_code == none.status_code
        assert theirs.status_code in (403, 404, 405)
        assert THEIRS not in theirs.text
    assert stored_rows() == before


@pytest.mark.parametrize("label", KEPT)
def test_the_page_of_ones_own_row_opens(desk: Client, label: str) -> None:
    response = desk.get(reverse(f"{place_of(label)}_change", args=[row(label, OURS).pk]))

    assert response.status_code == 200
    assert THEIRS not in response.text


@pytest.mark.parametrize("label", KEPT)
def test_an_action_on_a_row_of_another_centre_does_nothing(desk: Client, label: str) -> None:
    before = stored_rows()

    for action in admin.site._registry[model_of(label)].get_actions(_request(desk)):
        chosen = {"action": action, "_selected_action": row(label, THEIRS).pk}
        response = desk.post(reverse(f"{place_of(label)}_changelist"), chosen, follow=True)

        assert THEIRS not in str(b"".join(response), "utf-8", "replace")
    assert {**stored_rows(), "admin.LogEntry": []} == {**before, "admin.LogEntry": []}


def _request(client: Client) -> Any:
    return client.get(reverse("admin:index")).wsgi_request


def fields_with_suggestions() -> Iterator[tuple[str, str]]:
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.autocomplete_fields:
            yield model._meta.label_lower, name


@pytest.mark.parametrize(("label", "field"), list(fields_with_suggestions()))
def test_suggestions_are_of_ones_own_centre(desk: Client, label: str, field: str) -> None:
    app_label, _, model_name = label.partition(".")
    asked = {"app_label": app_label, "model_name": model_name, "field_name": field}

    for term in ("", THEIRS, OURS):
        response = desk.get(reverse("admin:autocomplete"), {**asked, "term": term})
        assert THEIRS not in response.text
    assert OURS in response.text


def test_a_choice_typed_by_hand_is_of_ones_own_centre(desk: Client) -> None:
    theirs = row("centres.centre", THEIRS)
    provider = row("accounts.provider", OURS)

    response = desk.post(
        reverse("admin:centres_affiliation_add"),
        {
            "email": provider.user.email,
            "centre": theirs.pk,
            "working_hours-TOTAL_FORMS": 0,
            "working_hours-INITIAL_FORMS": 0,
        },
    )

    assert response.status_code == 200
    assert not Affiliation.objects.filter(centre=theirs, provider=provider).exists()


@pytest.mark.parametrize(
    ("label", "lookup"),
    [
        ("accounts.patient", "medicare_number__startswith"),
        ("accounts.patient", "user__password__startswith"),
        ("referrals.referral", "letter__startswith"),
        ("accounts.provider", "profession__name__startswith"),  # of a field that has a filter
        ("centres.centre", "memberships__user__password__startswith"),
    ],
)
def test_no_address_asks_a_field_bit_by_bit(desk: Client, label: str, lookup: str) -> None:
    response = desk.get(reverse(f"{place_of(label)}_changelist"), {lookup: "a"})

    assert response.status_code == 400


def test_staff_of_a_centre_change_a_patients_phone_and_the_log_says_it_by_ids(
    desk: Client, staff: User
) -> None:
    patient: Patient = row("accounts.patient", OURS)

    desk.post(
        reverse("admin:accounts_patient_change", args=[patient.pk]),
        {"full_name": OURS, "phone": "0491 570 006", "medicare_number": "2123 45670 1"},
    )

    patient.refresh_from_db()
    assert patient.user.phone == "0491 570 006"
    assert patient.medicare_number == "2123456701"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.object_repr) == (
        staff,
        str(patient.pk),
        str(patient.pk),
    )
    assert "0491" not in entry.change_message
    assert OURS not in entry.change_message


def test_the_email_of_a_patient_is_for_nobody_else_to_change(desk: Client) -> None:
    patient: Patient = row("accounts.patient", OURS)

    desk.post(
        reverse("admin:accounts_patient_change", args=[patient.pk]),
        {"full_name": OURS, "phone": "", "medicare_number": "", "email": "thief@example.com"},
    )

    patient.refresh_from_db()
    assert patient.user.email == f"{OURS}@example.com".lower()


@pytest.mark.parametrize("label", ["accounts.profession", "accounts.expertise"])
def test_what_holds_everywhere_is_for_superusers(desk: Client, label: str) -> None:
    for page in ("changelist", "add"):
        assert desk.get(reverse(f"{place_of(label)}_{page}")).status_code == 403


def test_staff_do_not_say_who_keeps_a_centre(desk: Client, staff: User) -> None:
    centre: Centre = row("centres.centre", OURS)
    other = staff_user()

    page = desk.get(reverse("admin:centres_centre_change", args=[centre.pk])).text

    assert "memberships" not in page
    assert not Membership.objects.filter(user=other).exists()


def test_patients_leave_the_list_of_a_centre_that_staff_no_longer_keep(
    desk: Client, staff: User
) -> None:
    Membership.objects.filter(user=staff).delete()

    assert not Patient.objects.kept_by(staff).exists()
    assert not Appointment.objects.kept_by(staff).exists()
    assert desk.get(reverse("admin:accounts_patient_changelist")).status_code == 403


def test_no_page_of_the_admin_adds_or_deletes_people(desk: Client) -> None:
    for label, page in product(["accounts.patient", "accounts.provider"], ["add", "delete"]):
        args = [] if page == "add" else [row(label, OURS).pk]
        assert desk.post(reverse(f"{place_of(label)}_{page}", args=args)).status_code == 403
