"""Lists of the admin as files: as shown, escaped, and of one's own centres."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.exporting import escaped
from accounts.factories import PatientFactory
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.desks import receptionist
from centres.factories import open_affiliation
from centres.models import Affiliation
from referrals.factories import make_referral

pytestmark = pytest.mark.django_db

PATIENTS, VISITS, CENTRES = (
    reverse(f"admin:{model}_changelist")
    for model in ("accounts_patient", "appointments_appointment", "centres_centre")
)


@pytest.fixture
def place() -> Affiliation:
    return open_affiliation()


@pytest.fixture
def desk(client: Client, place: Affiliation) -> Client:
    client.force_login(receptionist(place.centre))
    return client


def export(client: Client, path: str, *rows: Any, ending: str = "csv", **more: str) -> list[Any]:
    chosen = {"action": f"export_{ending}", "_selected_action": [row.pk for row in rows], **more}
    response: Any = client.post(path, chosen)
    assert response.headers["Content-Disposition"].endswith(f'.{ending}"')
    content = b"".join(response)
    if ending == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    return [list(line) for line in load_workbook(BytesIO(content)).active.values]


@pytest.mark.parametrize(
    ("ending", "when"),
    [("csv", "2026-12-02 11:00"), ("xlsx", datetime.fromisoformat("2026-12-02 11:00"))],
)
def test_a_list_is_exported_as_it_is_shown_with_times_to_sort_on_the_centres_clock(
    desk: Client, place: Affiliation, ending: str, when: object
) -> None:
    visit = make_appointment(affiliation=place, reason="gonalgia")

    assert export(desk, VISITS, visit, ending=ending) == [
        ["When", "Patient", "Provider", "Centre", "Status"],
        [
            when,
            str(visit.patient),
            str(visit.provider),
            str(visit.centre),
            "Booked",
        ],
    ]


def test_a_letter_is_exported_with_the_time_at_the_centre_that_sent_it(client: Client) -> None:
    perth = open_affiliation(centre__timezone="Australia/Perth")
    client.force_login(receptionist(perth.centre))
    noon = datetime(2026, 11, 2, 4, 0, 59, tzinfo=UTC)
    letter = make_referral(appointment=make_appointment(affiliation=perth), sent_at=noon)

    [head, row] = export(client, reverse("admin:referrals_referral_changelist"), letter)

    assert dict(zip(head, row, strict=True))["Sent"] == "2026-11-02 12:00"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\0=", " =", "\uff1d"])
def test_no_text_becomes_a_formula(
    desk: Client, place: Affiliation, start: str, ending: str
) -> None:
    patient = PatientFactory.create(
        user__full_name=f"{start.replace(chr(0), '')}cmd|'/C calc'!A0",
        user__phone="+61 491 570 006",
    )
    make_appointment(affiliation=place, patient=patient)

    [_, row] = export(desk, PATIENTS, patient, ending=ending)

    assert row[0].startswith("'")
    assert row[2] == "'+61 491 570 006"


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0=", "\x01=", "\uff1d", " ="]
)
def test_every_sign_that_starts_a_formula_is_escaped(start: str) -> None:
    assert escaped(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("text", ["Ann", "", "1 = 2", "O'Neill", "a@example.com"])
def test_other_texts_stay(text: str) -> None:
    assert escaped(text) == text


def test_rows_of_another_centre_are_not_exported(desk: Client, place: Affiliation) -> None:
    ours, theirs = make_appointment(affiliation=place), make_appointment()

    found = export(desk, VISITS, ours, theirs)
    everything = export(desk, VISITS, ours, select_across="1")

    assert len(found) == len(everything) == 2
    assert str(theirs.patient) not in str(found + everything)


def test_a_column_of_links_is_left_out(desk: Client, place: Affiliation) -> None:
    assert export(desk, CENTRES, place.centre)[0] == [
        "Name",
        "Kind",
        "Suburb",
        "State",
        "Time zone",
    ]


def test_an_export_changes_nothing(desk: Client, place: Affiliation) -> None:
    visit = make_appointment(affiliation=place)
    before = list(Appointment.objects.values()), list(Patient.objects.values())

    export(desk, VISITS, visit)

    assert (list(Appointment.objects.values()), list(Patient.objects.values())) == before
