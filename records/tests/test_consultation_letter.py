"""A letter of referral from the consultation page."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.factories import ExpertiseFactory, ProfessionFactory, ProviderFactory
from accounts.models import Patient, Provider, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import text
from records.factories import make_entry
from records.models import HistoryEntry
from records.tests.sending import AMOXICILLIN, page_of, rows, save
from referrals.models import Referral

pytestmark = pytest.mark.django_db

LETTER = "Dear Dr Raman, a lump of 1 cm."


@pytest.fixture
def specialist(db: None) -> Provider:
    return ProviderFactory.create(
        specialist=True,
        user__full_name="Priya Raman",
        expertise=ExpertiseFactory.create(name="Dermatology"),
    )


def send(client: Client, visit: Appointment, to: Provider, /, **fields: str) -> Any:
    sent = {"action": "send", "specialist": str(to.pk), "letter": LETTER, "term": "6"}
    return save(client, visit, **(sent | fields))


def proposal_on(page: str) -> str:
    """The letter as it stands on the page."""
    found = re.search(r'<textarea name="letter"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


def test_sending_writes_entry_and_letter(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    response = send(client, visit, specialist)

    referral = Referral.objects.get()
    assert (referral.specialist, referral.letter, referral.term) == (specialist, LETTER, "6")
    assert HistoryEntry.objects.get().text == "A cough."
    told = "Entry 1 is saved. The letter to Priya Raman is sent."
    assert told in text(client.get(response.headers["Location"]))


def test_a_letter_alone_follows_when_the_entry_is_there(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    make_entry(visit)

    send(client, visit, specialist, text="")

    assert Referral.objects.count() == HistoryEntry.objects.count() == 1


def test_a_double_click_sends_once(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    attempt = {"entry": str(uuid4())}

    for _ in range(2):
        assert send(client, visit, specialist, **attempt).status_code == 302

    assert Referral.objects.count() == HistoryEntry.objects.count() == 1


def test_the_proposed_letter_holds_own_words_and_medication_and_nothing_of_others(
    client: Client, visit: Appointment, tony: Patient
) -> None:
    make_entry(visit, text="A lump in the arm.")
    make_entry(
        make_appointment(patient=tony),
        text="Of a colleague.",
        medication=[AMOXICILLIN | {"repeats": 0}],
    )

    letter = proposal_on(text(client.get(page_of(visit))))

    assert "Thank you for seeing Tony Marino." in letter
    assert "A lump in the arm." in letter
    assert "- Amoxicillin, 500 mg: Three times a day" in letter
    assert "Of a colleague." not in letter


def test_a_preview_fills_in_what_was_typed_and_writes_nothing(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    visit.affiliation.provider_number = "2449001X"
    visit.affiliation.save()
    proposed = proposal_on(text(client.get(page_of(visit))))
    sent = {"action": "preview", "letter": proposed, "given": proposed}

    page = text(send(client, visit, specialist, **sent, **rows(AMOXICILLIN)))

    letter = proposal_on(page)
    assert letter.startswith("Dear Dr Priya Raman,")
    assert "Clinical information:\nA cough." in letter
    assert "- Amoxicillin, 500 mg" in letter
    preview = page.partition("Preview of the letter")[2].partition("</section>")[0]
    for printed in (
        str(visit.centre),
        "Dear Dr Priya Raman,",
        "Dermatology",
        "Re: Tony Marino",
        "6 months",
        str(visit.provider),
        "Provider number 2449001X",
    ):
        assert printed in preview
    assert not HistoryEntry.objects.exists()
    assert not Referral.objects.exists()


def test_a_proposed_letter_that_nobody_has_read_is_shown_before_it_is_sent(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    proposed = proposal_on(text(client.get(page_of(visit))))
    page = text(send(client, visit, specialist, letter=proposed, given=proposed))
    assert "Preview of the letter" in page
    assert not Referral.objects.exists()

    send(client, visit, specialist, letter=proposal_on(page), given="")

    assert Referral.objects.get().letter.startswith("Dear Dr Priya Raman,")


def test_saving_beside_a_written_letter_is_refused_and_loses_nothing(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    response = save(client, visit, letter=LETTER, given="Dear colleague,")

    assert "You have written a letter. Send it, or empty it." in text(response)
    assert proposal_on(text(response)) == LETTER
    assert not HistoryEntry.objects.exists()


def test_saving_beside_a_letter_that_nobody_touched_is_no_letter(
    client: Client, visit: Appointment
) -> None:
    proposed = proposal_on(text(client.get(page_of(visit)))).replace("\n", "\r\n")

    response = save(client, visit, letter=proposed, given=proposed)

    assert response.status_code == 302
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"specialist": ""}, "Choose a specialist."),
        ({"specialist": "x"}, "Choose a specialist of the list."),
        ({"letter": ""}, "Write the letter."),
        ({"letter": "x" * 20_001}, "Write at most 20000 characters. These are 20001."),
        ({"term": "99"}, "Choose how long the letter can be used."),
        ({"text": ""}, "Write what happened in this consultation."),
    ],
)
def test_a_letter_that_lacks_something_is_refused_and_kept(
    client: Client,
    visit: Appointment,
    specialist: Provider,
    fields: dict[str, str],
    words: str,
) -> None:
    response = send(client, visit, specialist, **fields)

    assert response.status_code == 200
    assert words in text(response)
    assert not HistoryEntry.objects.exists()
    assert not Referral.objects.exists()


def test_a_letter_to_oneself_or_to_a_gp_is_refused(client: Client, visit: Appointment) -> None:
    for addressee, words in [
        (visit.provider, "You cannot refer a patient to yourself."),
        (ProviderFactory.create(), "whom patients book without a referral"),
    ]:
        assert words in text(send(client, visit, addressee))
    assert not HistoryEntry.objects.exists()


def test_a_second_letter_to_the_same_specialist_is_refused(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    send(client, visit, specialist)

    response = send(client, visit, specialist, letter="Another one.")

    assert "a letter from this consultation already" in text(response)
    assert Referral.objects.count() == HistoryEntry.objects.count() == 1


def test_who_may_not_refer_has_no_letter_to_write_and_sends_none(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    visit.provider.profession = ProfessionFactory.create(name="Pharmacist")
    visit.provider.save()
    assert "Refer to a specialist" not in text(client.get(page_of(visit)))

    response = send(client, visit, specialist)

    assert "Your profession does not write referral letters." in text(response)
    assert not HistoryEntry.objects.exists()


def test_specialists_are_grouped_by_expertise_and_found_by_either(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    other = ProviderFactory.create(specialist=True, user__full_name="Omar Said")
    gone = ProviderFactory.create(specialist=True, user__full_name="Gone Away")
    User.objects.filter(provider=gone).update(is_active=False)

    everybody = text(client.get(page_of(visit)))
    by_name = text(save(client, visit, action="find", find="raman"))
    by_expertise = text(save(client, visit, action="find", find="cardio"))

    assert '<optgroup label="Dermatology">' in everybody
    assert "Priya Raman" in everybody
    assert "Omar Said" in everybody
    assert "Gone Away" not in everybody
    assert "Omar Said" not in by_name
    assert "Priya Raman" not in by_expertise
    assert str(other.pk) in by_expertise
    assert "A cough.</textarea>" in by_name


def test_who_is_chosen_stays_when_the_search_no_longer_finds_them(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    page = text(save(client, visit, action="find", find="nobody", specialist=str(specialist.pk)))

    assert f'<option value="{specialist.pk}" selected>Priya Raman' in page


@pytest.mark.parametrize("words", ["a " * 2000, "a" * 60_000])
def test_a_search_longer_than_a_name_is_shortened(
    client: Client, visit: Appointment, specialist: Provider, words: str
) -> None:
    response = save(client, visit, text="Typed already.", action="find", find=words)

    assert response.status_code == 200
    assert "Typed already." in text(response)


def test_a_missing_provider_number_is_told_and_stops_nothing(
    client: Client, visit: Appointment, specialist: Provider
) -> None:
    page = text(client.get(page_of(visit)))

    assert f"You have no provider number at {visit.centre}" in page
    send(client, visit, specialist)
    assert Referral.objects.exists()
