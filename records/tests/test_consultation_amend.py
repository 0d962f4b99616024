"""Amending on the consultation page."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import text
from appointments.tests.times import at, coming_wednesday
from centres.models import Affiliation
from records.factories import make_entry
from records.models import AccessEvent, HistoryEntry
from records.tests.sending import AMOXICILLIN, page_of, save

pytestmark = pytest.mark.django_db


def test_an_own_entry_is_chosen_by_the_link_beside_it(client: Client, visit: Appointment) -> None:
    entry = make_entry(visit)

    page = text(client.get(f"{page_of(visit)}?amends={entry.pk}"))

    assert f'<option value="{entry.pk}" selected>Entry 1, ' in page


def test_the_correction_begins_as_what_it_corrects(client: Client, visit: Appointment) -> None:
    ibuprofen = {"medication": "Ibuprofen", "dose": "200 mg", "directions": "Twice a day"}
    entry = make_entry(visit, text="The left knee.", medication=[ibuprofen])

    page = text(client.get(f"{page_of(visit)}?amends={entry.pk}"))

    assert "The left knee.</textarea>" in page
    assert re.search(r'name="rx-0-medication"\s+value="Ibuprofen"', page)
    assert "This takes the place of entry 1 and its medication." in page


def test_a_note_left_for_an_entry_of_another_visit_is_told_of_beside_its_correction(
    client: Client, visit: Appointment, doctor: Affiliation
) -> None:
    entry = make_entry(visit)
    here = make_appointment(patient=visit.patient, affiliation=doctor, starts_at=at(doctor, 11))

    page = text(client.get(way_to_amend(client, page_of(here), entry)))

    assert f'<option value="{entry.pk}" selected>' in page
    assert f'data-beside="{doctor.provider.user.pk}:{here.pk}"' in page
    assert f'<a href="{page_of(here)}">Go back to it</a>' in page


@pytest.mark.parametrize("is_of_a_third", [False, True])
def test_it_is_told_of_by_way_of_another_correction_too(
    client: Client, visit: Appointment, doctor: Affiliation, is_of_a_third: bool
) -> None:
    first = make_entry(visit)
    here, third = (
        make_appointment(
            patient=visit.patient,
            affiliation=doctor,
            starts_at=at(doctor, 11, day=coming_wednesday(weeks=weeks)),
        )
        for weeks in (0, 2)
    )
    second = make_entry(third if is_of_a_third else here)

    way = way_to_amend(client, page_of(here), first)
    page = text(client.get(way_to_amend(client, way, second)))

    assert f'<option value="{second.pk}" selected>' in page
    assert f'data-beside="{doctor.provider.user.pk}:{here.pk}"' in page
    assert f'<a href="{page_of(here)}">Go back to it</a>' in page


def way_to_amend(client: Client, page: str, entry: HistoryEntry) -> str:
    """Where the button beside an entry leads with JavaScript."""
    way = re.search(rf'data-turns-to="([^"#]*amends={entry.pk}[^"#]*)#', text(client.get(page)))
    assert way
    return unescape(way[1])


def amend(client: Client, visit: Appointment, entry: HistoryEntry, **typed: str) -> str:
    """The page after the button beside the entry, which sends what stands in the form."""
    action = f"amend:{entry.pk}"
    assert f'value="{action}"' in text(client.get(page_of(visit)))
    return text(save(client, visit, action=action, **typed))


def test_the_button_beside_an_entry_begins_its_correction(
    client: Client, visit: Appointment
) -> None:
    entry = make_entry(visit, text="The left knee.", medication=[AMOXICILLIN])
    empty_row = {"rx-TOTAL_FORMS": "1", "rx-0-medication": "", "rx-0-repeats": "0"}

    page = amend(client, visit, entry, text=" ", letter="Dear colleague", **empty_row)

    assert "The left knee.</textarea>" in page
    assert re.search(r'name="rx-0-medication"\s+value="Amoxicillin"', page)
    assert f'<option value="{entry.pk}" selected>Entry 1, ' in page
    assert "Dear colleague</textarea>" in page


@pytest.mark.parametrize(
    "typed", [{"text": "Half a note."}, {"text": "", "rx-0-dose": "Half a", "rx-TOTAL_FORMS": "1"}]
)
def test_the_button_beside_an_entry_takes_the_place_of_nothing_that_is_written(
    client: Client, visit: Appointment, typed: dict[str, str]
) -> None:
    entry = make_entry(visit, text="The left knee.")

    page = amend(client, visit, entry, **typed)

    assert "You have written a note that is not saved." in page
    assert "Half a" in page
    assert "The left knee.</textarea>" not in page
    assert f'<option value="{entry.pk}" selected>' not in page


def test_the_button_amends_no_own_entry_about_another_patient(
    client: Client, visit: Appointment
) -> None:
    begins = visit.starts_at + timedelta(hours=3)
    other = make_appointment(affiliation=visit.affiliation, starts_at=begins)
    entry = make_entry(other, text="Of another.")

    page = text(save(client, visit, action=f"amend:{entry.pk}", text=""))

    assert "Of another." not in page


def test_reaching_for_anothers_entry_by_the_button_is_logged(
    client: Client, visit: Appointment
) -> None:
    entry = make_entry(make_appointment(), text="Of a stranger.")

    page = text(save(client, visit, action=f"amend:{entry.pk}", text=""))

    assert "Of a stranger." not in page
    assert AccessEvent.objects.filter(patient=entry.patient, allowed=False).count() == 1


def test_saving_ties_the_entry_to_the_earlier_one(client: Client, visit: Appointment) -> None:
    entry = make_entry(visit)

    save(client, visit, text="The right knee.", amends=str(entry.pk))

    assert HistoryEntry.objects.get(text="The right knee.").amends == entry


def test_a_correction_needs_words(client: Client, visit: Appointment) -> None:
    entry = make_entry(visit)

    response = save(client, visit, text="", amends=str(entry.pk))

    assert "Write what happened in this consultation." in text(response)
    assert HistoryEntry.objects.count() == 1


def refused_to_amend(client: Client, visit: Appointment, entry: HistoryEntry) -> AccessEvent | None:
    """What the log says of a refused attempt to amend the entry."""
    before = HistoryEntry.objects.count()

    response = save(client, visit, amends=str(entry.pk))

    assert response.status_code == 200
    assert "You can amend only your own entries about this patient" in text(response)
    assert entry.text not in text(response) or entry.patient == visit.patient
    assert HistoryEntry.objects.count() == before
    return AccessEvent.objects.filter(allowed=False).first()


def test_the_entry_of_a_colleague_is_refused_and_the_attempt_is_logged(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    event = refused_to_amend(client, visit, make_entry(make_appointment(patient=tony)))

    assert event is not None
    assert (event.patient, event.actor, event.action) == (tony, visit.provider.user, "wrote")


def test_an_entry_about_another_patient_is_refused_and_that_patient_reads_of_it(
    client: Client, visit: Appointment
) -> None:
    strangers = make_entry(make_appointment(), text="Of a stranger.")

    event = refused_to_amend(client, visit, strangers)

    assert event is not None
    assert event.patient == strangers.patient


def test_an_own_entry_about_another_patient_is_refused(
    client: Client, visit: Appointment, doctor: Affiliation
) -> None:
    others = make_appointment(affiliation=doctor, starts_at=at(doctor, 13))

    refused_to_amend(client, visit, make_entry(others, text="Of another."))


def test_a_second_press_finds_the_amendment_saved(client: Client, visit: Appointment) -> None:
    entry = make_entry(visit)
    sent = {"text": "The right knee.", "amends": str(entry.pk), "entry": str(uuid4())}
    save(client, visit, **sent)

    again = save(client, visit, **sent)

    assert again.status_code == 302
    assert HistoryEntry.objects.count() == 2


def test_an_entry_that_is_amended_already_is_refused(client: Client, visit: Appointment) -> None:
    entry = make_entry(visit)
    save(client, visit, text="The right knee.", amends=str(entry.pk))

    again = save(client, visit, text="Both knees.", amends=str(entry.pk))

    assert "This entry is amended already. Amend the newer one instead." in text(again)
    assert HistoryEntry.objects.count() == 2
    assert not AccessEvent.objects.filter(allowed=False).exists()
