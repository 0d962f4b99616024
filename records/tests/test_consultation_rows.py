"""Buttons of the consultation page that show it again and write nothing."""

import pytest
from django.test import Client

from accounts.models import Patient
from appointments.models import Appointment
from appointments.tests.pages import text
from records.factories import make_entry
from records.models import HistoryEntry
from records.reading import History
from records.tests.sending import AMOXICILLIN, rows, save
from records.views.consultation import known_words

pytestmark = pytest.mark.django_db

IBUPROFEN = AMOXICILLIN | {"medication": "Ibuprofen"}


def count_of_rows(page: str) -> int:
    return page.partition("<template")[0].count("<legend>Medication")


def test_a_row_is_added_and_everything_is_kept(client: Client, visit: Appointment) -> None:
    page = text(save(client, visit, action="add-row", **rows(AMOXICILLIN, {})))

    assert count_of_rows(page) == 3
    assert 'value="Amoxicillin"' in page
    assert "A cough.</textarea>" in page
    assert not HistoryEntry.objects.exists()


def test_the_row_meant_is_taken_out(client: Client, visit: Appointment) -> None:
    page = text(save(client, visit, action="remove-row:0", **rows(AMOXICILLIN, IBUPROFEN)))

    assert count_of_rows(page) == 1
    assert 'value="Ibuprofen"' in page
    assert 'value="Amoxicillin"' not in page


def test_an_empty_row_stays_when_the_last_is_taken_out(client: Client, visit: Appointment) -> None:
    page = text(save(client, visit, action="remove-row:0", **rows(AMOXICILLIN)))

    assert count_of_rows(page) == 1


@pytest.mark.parametrize("action", ["remove-row:7", "remove-row:x", "stay", "", "\0"])
def test_a_button_that_nobody_knows_writes_nothing_and_loses_nothing(
    client: Client, visit: Appointment, action: str
) -> None:
    page = text(save(client, visit, action=action, **rows(AMOXICILLIN)))

    assert 'value="Amoxicillin"' in page
    assert "A cough.</textarea>" in page
    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize("count", ["", "x", "-1", "9" * 40, "٣"])
def test_a_number_of_rows_that_is_none_breaks_nothing(
    client: Client, visit: Appointment, count: str
) -> None:
    for action in ("add-row", "save"):
        sent = {"action": action, "rx-TOTAL_FORMS": count}
        assert save(client, visit, **sent).status_code in (200, 302)


def test_more_rows_than_are_looked_at_are_refused(client: Client, visit: Appointment) -> None:
    row = {"medication": "Aspirin", "dose": "100 mg", "directions": "Once a day"}
    sent = {f"rx-100-{name}": value for name, value in row.items()}

    response = save(client, visit, **sent, **{"rx-TOTAL_FORMS": "101"})

    assert "Write at most 20 medications in one entry." in text(response)
    assert not HistoryEntry.objects.exists()


def test_nothing_is_suggested_of_a_patient_whose_history_is_closed_meanwhile(
    visit: Appointment, tony: Patient
) -> None:
    make_entry(visit, medication=[AMOXICILLIN])
    Appointment.objects.update(status=Appointment.Status.CANCELLED)
    nothing = History(tony, entries=[], count=0, medication=[], because=None)

    assert known_words(visit.provider, nothing) == {"medication": [], "dose": [], "directions": []}
