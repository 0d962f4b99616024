"""The form of a patient in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, superuser
from accounts.models import Patient

pytestmark = pytest.mark.django_db
DETAILS = {"full_name": "Ann Example", "phone": "02 9385 5425", "medicare_number": ""}


@pytest.fixture
def patient() -> Patient:
    return PatientFactory.create()


def save(client: Client, patient: Patient, **typed: str) -> Any:
    client.force_login(superuser())
    return client.post(reverse("admin:accounts_patient_change", args=[patient.pk]), DETAILS | typed)


def test_what_a_patient_tells_is_saved(client: Client, patient: Patient) -> None:
    response = save(client, patient)

    patient.user.refresh_from_db()
    assert response.status_code == 302
    assert (patient.user.full_name, patient.user.phone) == ("Ann Example", "02 9385 5425")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone", "12"),
        ("phone", "abc"),
        ("full_name", "1234"),
        ("full_name", "Ann\u202eExample"),
        ("full_name", "A" * 151),
        ("medicare_number", "1234"),
    ],
)
def test_what_the_account_may_not_have_is_refused(
    client: Client, patient: Patient, field: str, typed: str
) -> None:
    before = (patient.user.full_name, patient.user.phone)

    response = save(client, patient, **{field: typed})

    patient.user.refresh_from_db()
    assert [*response.context["adminform"].form.errors] == [field]
    assert (patient.user.full_name, patient.user.phone) == before
