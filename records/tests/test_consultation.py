"""The consultation page: who opens it, what it shows, and saving an entry."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.factories import staff_user
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at, coming_wednesday
from centres.factories import open_affiliation
from centres.models import Affiliation
from records.factories import make_entry
from records.models import AccessEvent, HistoryEntry
from records.tests.sending import AMOXICILLIN, page_of, rows, save

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, bool]]:
    return list(AccessEvent.objects.order_by("pk").values_list("action", "allowed"))


def test_its_provider_reads_who_comes_why_and_what_is_known(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    elsewhere = make_appointment(patient=tony)
    make_entry(elsewhere, text="A lesion of 1 cm.", medication=[AMOXICILLIN | {"repeats": 1}])

    page = text(client.get(page_of(visit)))

    assert "Consultation with Tony Marino" in page
    assert "A sore knee" in page
    assert "because of the appointment on" in page
    assert "This view is recorded." in page
    assert "A lesion of 1 cm." in page
    assert page.count("<strong>Amoxicillin</strong>") == 2  # current, and in its entry


def test_opening_it_is_logged_once_with_its_appointment(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    client.get(page_of(visit))

    event = AccessEvent.objects.get()
    assert (event.patient, event.action, event.allowed) == (tony, "opened", True)
    assert event.appointment == visit


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_no_page_of_patients_or_staff(
    client: Client, visit: Appointment, tony: Patient, method: str
) -> None:
    for user in (tony.user, staff_user()):
        client.force_login(user)
        assert getattr(client, method)(page_of(visit)).status_code == 403
    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize("status", ["cancelled", "no_show"])
def test_an_appointment_that_is_not_live_opens_nothing_and_the_attempt_is_logged(
    client: Client, visit: Appointment, status: str
) -> None:
    Appointment.objects.update(status=status)

    response = client.get(page_of(visit))

    assert response.status_code == 404
    assert events() == [("opened", False)]


@pytest.mark.parametrize(("method", "action"), [("get", "opened"), ("post", "wrote")])
def test_the_appointment_of_a_colleague_is_not_found_and_the_attempt_is_logged(
    client: Client, visit: Appointment, doctor: Affiliation, method: str, action: str
) -> None:
    client.force_login(open_affiliation(centre=doctor.centre).provider.user)

    response = getattr(client, method)(page_of(visit), {"text": "Mine now."})

    assert response.status_code == 404
    assert events() == [(action, False)]
    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize("action", ["earlier:2", "stay", "preview"])
def test_a_refused_reading_is_logged_as_one_though_a_form_asks_for_it(
    client: Client, visit: Appointment, action: str
) -> None:
    Appointment.objects.update(status="cancelled")

    save(client, visit, action=action)

    assert events() == [("opened", False)]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_missing_appointment_is_not_found_and_logs_nothing(
    client: Client, doctor: Affiliation, method: str
) -> None:
    response = getattr(client, method)(reverse("records:consultation", args=[uuid4()]))

    assert response.status_code == 404
    assert events() == []


def test_saving_writes_the_entry_and_completes_the_appointment(
    client: Client, visit: Appointment
) -> None:
    response = save(client, visit, **rows(AMOXICILLIN, {"medication": " ", "repeats": "3"}))

    entry = HistoryEntry.objects.get()
    assert response.headers["Location"] == reverse("appointments:detail", args=[visit.pk])
    assert (entry.text, entry.appointment, entry.number) == ("A cough.", visit, 1)
    assert [str(each.medication) for each in entry.prescriptions.all()] == ["Amoxicillin"]
    visit.refresh_from_db()
    assert visit.status == Appointment.Status.COMPLETED
    assert "Entry 1 is saved." in text(client.get(response.headers["Location"]))


def test_a_form_without_rows_is_an_entry_without_medication(
    client: Client, visit: Appointment
) -> None:
    save(client, visit)

    assert HistoryEntry.objects.get().prescriptions.count() == 0


def test_a_second_press_of_the_button_writes_nothing_again(
    client: Client, visit: Appointment
) -> None:
    attempt = {"entry": str(uuid4())}

    responses = [save(client, visit, **attempt) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert HistoryEntry.objects.count() == 1


def test_a_saved_page_that_is_sent_again_with_other_words_loses_none(
    client: Client, visit: Appointment
) -> None:
    attempt = {"entry": str(uuid4())}
    save(client, visit, **attempt)

    save(client, visit, text="A cough, and a fever.", **attempt)

    texts = HistoryEntry.objects.order_by("number").values_list("text", flat=True)
    assert list(texts)[1:] == ["A cough, and a fever."]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "Write what happened in this consultation."),
        ({"text": "x" * 100_000}, "Write at most 20000 characters. These are 100000."),
        ({"text": "a\0b"}, "Take out the characters that cannot be seen."),
        (rows({"medication": "Amoxicillin"}), "Enter the dose, like 500 mg."),
        (rows(AMOXICILLIN | {"repeats": "99"}), "A prescription has at most 11 repeats."),
        (rows(AMOXICILLIN | {"medication": "x" * 121}), "Use at most 120 characters."),
        (rows(*[AMOXICILLIN] * 21), "Write at most 20 medications in one entry."),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    client: Client, visit: Appointment, fields: dict[str, str], words: str
) -> None:
    response = save(client, visit, **fields)

    assert response.status_code == 200
    assert words in text(response)
    assert "<title>Error: " in text(response)
    for typed in fields.values():
        assert typed.strip().replace("\0", "") in text(response).replace("\0", "")
    assert not HistoryEntry.objects.exists()


def test_an_appointment_cancelled_meanwhile_gives_back_what_was_typed_and_no_history(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    make_entry(make_appointment(patient=tony), text="Known of before.")
    Appointment.objects.filter(pk=visit.pk).update(status="cancelled")

    response = save(client, visit, text="A <cough>.", **rows(AMOXICILLIN))

    assert response.status_code == 409
    page = text(response)
    assert "is cancelled" in page
    assert "A <cough>.</textarea>" in page
    assert "Amoxicillin, 500 mg, Three times a day, 1</textarea>" in page
    assert "Known of before." not in page
    assert str(tony) not in page
    assert events()[-1] == ("wrote", False)
    assert not visit.entries.exists()


def test_somebody_who_wrote_meanwhile_is_named_and_both_entries_are_kept(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    other = make_appointment(patient=tony)
    make_entry(other, text="In between.")

    response = save(client, visit, seen="0")

    told = text(client.get(response.headers["Location"]))
    assert f"While you wrote, {other.provider} added entry 1. Both are kept." in told
    assert HistoryEntry.objects.count() == 2


def test_what_stood_on_the_page_is_no_news(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    make_entry(make_appointment(patient=tony))

    response = save(client, visit, seen="1")

    assert "While you wrote" not in text(client.get(response.headers["Location"]))


def test_what_either_had_before_is_suggested(
    client: Client, visit: Appointment, doctor: Affiliation, tony: Patient
) -> None:
    others = make_appointment(affiliation=doctor, starts_at=at(doctor, 12))
    make_entry(others, medication=[AMOXICILLIN | {"repeats": 0}])
    strangers = make_appointment(starts_at=at(doctor, 13))
    make_entry(strangers, medication=[AMOXICILLIN | {"medication": "Warfarin", "repeats": 0}])

    page = text(client.get(page_of(visit)))

    assert '<option value="Amoxicillin">' in page
    assert "Warfarin" not in page


def test_it_costs_the_same_at_1_entry_and_at_30(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    def more(weeks: range) -> None:
        for n in weeks:
            place = open_affiliation()
            one = make_appointment(
                patient=tony,
                affiliation=place,
                starts_at=at(place, 9, day=coming_wednesday(weeks=n)),
            )
            make_entry(one, medication=[AMOXICILLIN | {"medication": f"Drug {n}", "repeats": 0}])

    more(range(3, 4))
    once = queries_of(client, page_of(visit))
    more(range(4, 33))

    assert queries_of(client, page_of(visit)) == once


def test_saving_asks_for_no_more_than_it_writes_and_checks(
    client: Client, visit: Appointment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(reverse("home"))  # which writes the session

    # Twelve, and what stands for two transactions in a test.
    with django_assert_max_num_queries(12 + 4):
        save(client, visit, text="A fever.", **rows(AMOXICILLIN))
