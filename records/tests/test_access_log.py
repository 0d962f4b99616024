"""Patients see who opened their history, wrote in it, or was refused."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, ProviderFactory
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from centres.validators import SLOT
from records.access import DOINGS
from records.exceptions import NoAccess
from records.factories import make_entry
from records.models import AccessEvent
from records.services import open_history

pytestmark = pytest.mark.django_db

PATH = reverse("records:access_log")


@pytest.fixture
def appointment() -> Appointment:
    """On Wednesday 2 December 2026, 11:00am in Sydney."""
    return make_appointment()


def open_by_provider(appointment: Appointment) -> None:
    open_history(
        patient=appointment.patient, by=appointment.provider.user, now=appointment.starts_at
    )


def lines(client: Client, patient: Patient, query: str = "") -> str:
    """The page in one line, without markup."""
    client.force_login(patient.user)
    page = text(client.get(PATH + query))
    main = page.partition("<h1>")[2].partition("</main>")[0]
    return " ".join("".join(part.partition(">")[2] for part in f">{main}".split("<")).split())


def test_an_opening_says_who_of_which_profession_where_when_and_why(
    client: Client, appointment: Appointment
) -> None:
    open_by_provider(appointment)

    page = lines(client, appointment.patient)

    assert (
        f"{appointment.provider}, GP, at {appointment.centre}, opened your history on Wednesday "
        "2 December 2026, 11:00am, because of your appointment of Wednesday 2 December 2026."
    ) in page
    assert "Refused" not in page


def test_an_entry_is_told_by_its_number(client: Client, appointment: Appointment) -> None:
    make_entry(appointment, text="A cough")

    page = lines(client, appointment.patient)

    assert "added entry 1 to your history on Wednesday 2 December 2026, 11:20am" in page
    assert "A cough" not in page


def test_a_refusal_is_told_and_marked(client: Client) -> None:
    patient, stranger = PatientFactory.create(), ProviderFactory.create()
    with pytest.raises(NoAccess):
        open_history(patient=patient, by=stranger.user, now=make_appointment().starts_at)

    page = lines(client, patient)

    assert f"{stranger}, GP, tried to open your history on Wednesday 2 December 2026" in page
    assert "Refused" in page


def test_own_openings_are_told_apart(client: Client, appointment: Appointment) -> None:
    open_by_provider(appointment)
    client.force_login(appointment.patient.user)
    client.get(reverse("records:history"))
    client.get(reverse("records:print"))

    others, own = (lines(client, appointment.patient, query) for query in ("", "?who=me"))

    assert "You opened" not in others
    assert "You opened your history on" in own
    assert "You downloaded or printed your history on" in own
    assert str(appointment.provider) not in own


def test_the_newest_line_comes_first(client: Client, appointment: Appointment) -> None:
    open_by_provider(appointment)
    make_entry(appointment)

    page = lines(client, appointment.patient)

    assert page.index("added entry 1") < page.index("opened your history on")


def test_nobody_has_opened_a_new_history(client: Client) -> None:
    patient = PatientFactory.create()

    assert "No one has opened your history." in lines(client, patient)
    assert "You have not opened your history." in lines(client, patient, "?who=me")


def test_the_log_of_others_is_not_shown(client: Client, appointment: Appointment) -> None:
    open_by_provider(appointment)

    assert str(appointment.provider) not in lines(client, PatientFactory.create())


def test_reading_the_log_is_no_line_in_it(client: Client, appointment: Appointment) -> None:
    lines(client, appointment.patient)

    assert not AccessEvent.objects.exists()


def test_a_long_log_is_paged(client: Client, appointment: Appointment) -> None:
    for _ in range(31):
        open_by_provider(appointment)

    assert "Page 1 Next" in lines(client, appointment.patient)
    assert lines(client, appointment.patient, "?page=2").count("opened your history on") == 1


def test_a_long_log_costs_no_more_queries(client: Client, appointment: Appointment) -> None:
    open_by_provider(appointment)
    client.force_login(appointment.patient.user)
    one = queries_of(client, PATH)
    for number in range(20):
        starts_at = appointment.ends_at + number * SLOT
        open_by_provider(make_appointment(patient=appointment.patient, starts_at=starts_at))

    assert queries_of(client, PATH) == one


def test_there_are_words_for_every_action() -> None:
    assert set(DOINGS) == set(AccessEvent.Action)
