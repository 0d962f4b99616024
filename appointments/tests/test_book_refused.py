"""What a patient meets when a booking is refused: the sentence, and nothing lost or written."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import text
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import open_affiliation
from centres.models import Affiliation

pytestmark = pytest.mark.django_db

NUL = "\x00"
WEDNESDAY = coming_wednesday().isoformat()


def url(affiliation: Affiliation) -> str:
    return reverse("appointments:book", args=[affiliation.pk])


def test_a_lost_race_offers_the_nearest_times_and_keeps_the_reason(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))

    response = client.post(
        url(affiliation), {"slots": iso(affiliation, at(affiliation, 11)), "reason": "<b>cough</b>"}
    )

    assert response.status_code == 409
    for near in ((10, 0), (10, 30), (11, 30)):
        assert f'name="slots" value="{iso(affiliation, at(affiliation, *near))[0]}"' in text(
            response
        )
    assert response.content.count(b'name="reason" value="&lt;b&gt;cough&lt;/b&gt;"') == 3
    assert not patient.appointments.exists()


def test_going_on_to_a_nearest_time_shows_the_check_page_with_the_reason(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    slots = iso(affiliation, at(affiliation, 11))

    response = client.post(url(affiliation), {"check": "1", "slots": slots, "reason": "A cough"})

    assert "Check your appointment" in text(response)
    assert "A cough</textarea>" in text(response)
    assert not Appointment.objects.exists()


def test_without_a_reason_the_nearest_times_are_plain_links(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11), slots=2)
    slots = iso(affiliation, at(affiliation, 11), slots=2)

    response = client.post(url(affiliation), {"slots": slots})

    nearest = urlencode(
        [("slots", slot) for slot in iso(affiliation, at(affiliation, 10), slots=2)]
    )
    assert response.status_code == 409
    assert f"{url(affiliation)}?{nearest}" in text(response)


def test_a_second_visit_on_the_same_day_names_and_links_the_first(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    first = make_appointment(patient=patient, affiliation=affiliation, starts_at=at(affiliation, 9))

    response = client.post(
        url(affiliation), {"slots": iso(affiliation, at(affiliation, 11)), "reason": "A cough"}
    )

    page = text(response)
    assert response.status_code == 200
    assert "<title>Error: " in page
    assert f"You already have an appointment with {affiliation.provider} on that day" in page
    assert reverse("appointments:detail", args=[first.pk]) in page
    assert "A cough" in page
    assert Appointment.objects.count() == 1


def test_a_visit_elsewhere_at_that_time_is_named_and_linked(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    other = make_appointment(
        patient=patient, affiliation=open_affiliation(), starts_at=at(affiliation, 11)
    )

    response = client.post(url(affiliation), {"slots": iso(affiliation, at(affiliation, 11))})

    assert response.status_code == 200
    assert f"You already have an appointment at that time: with {other.provider}" in text(response)
    assert reverse("appointments:detail", args=[other.pk]) in text(response)
    assert Appointment.objects.count() == 1


def test_who_may_book_no_more_is_offered_no_other_times(
    client: Client, patient: Patient, affiliation: Affiliation, settings: Settings
) -> None:
    settings.MEDISOFT_MAX_UPCOMING = 1
    make_appointment(patient=patient, affiliation=open_affiliation(), starts_at=at(affiliation, 11))

    response = client.post(url(affiliation), {"slots": iso(affiliation, at(affiliation, 11))})

    assert "You already have an appointment at that time" in text(response)
    assert response.context["nearest"] == []


def test_a_refusal_of_the_time_offers_the_nearest_ones_and_keeps_the_reason(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    other = open_affiliation()
    make_appointment(patient=patient, affiliation=other, starts_at=at(affiliation, 11))
    before_opening, while_elsewhere = at(affiliation, 8), at(affiliation, 11)
    past = at(affiliation, 11, day=coming_wednesday(weeks=-2))

    for start in (before_opening, while_elsewhere, past):
        sent = {"slots": iso(affiliation, start), "reason": "A <b>cough</b>"}
        response = client.post(url(affiliation), sent)

        assert len(response.context["nearest"]) == 3
        kept = b'name="reason" value="A &lt;b&gt;cough&lt;/b&gt;"'
        assert response.content.count(kept) == 3
    assert Appointment.objects.count() == 1


def test_who_may_book_no_more_is_not_offered_other_times(
    client: Client, patient: Patient, affiliation: Affiliation, settings: Settings
) -> None:
    settings.MEDISOFT_MAX_UPCOMING = 1
    make_appointment(patient=patient, starts_at=at(affiliation, 16))

    response = client.post(url(affiliation), {"slots": iso(affiliation, at(affiliation, 11))})

    assert "that is the most" in text(response)
    assert "nearest free times" not in text(response)


def test_a_time_outside_the_hours_is_refused_and_the_reason_stays(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    response = client.post(
        url(affiliation), {"slots": iso(affiliation, at(affiliation, 8)), "reason": "A cough"}
    )

    assert response.status_code == 200
    assert "does not see patients" in text(response)
    assert "A cough" in text(response)
    assert "Choose another time" in text(response)
    assert "Book appointment" not in text(response)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("reason", ["x" * 201, "😷" * 201, f"a{NUL}b", "a\u202eb"])
def test_a_reason_that_cannot_be_kept_is_refused_at_its_field(
    client: Client, patient: Patient, affiliation: Affiliation, reason: str
) -> None:
    slots = iso(affiliation, at(affiliation, 11))

    response = client.post(url(affiliation), {"slots": slots, "reason": reason})

    assert response.status_code == 200
    assert '<a href="#id_reason">' in text(response)
    assert "Book appointment" in text(response)
    assert not Appointment.objects.exists()


BAD_SLOTS: list[Any] = [
    [],
    [""],
    ["tomorrow at ten"],
    [f"{WEDNESDAY}T11:00:00"],  # without its offset
    [f"{WEDNESDAY}T11:00:00+11:00{NUL}"],
    [f"{WEDNESDAY}T11:10:00+11:00"],
    [f"{WEDNESDAY}T11:00:00.000001+11:00"],
    [f"{WEDNESDAY}T11:00:00+99:00"],
    ["0001-01-01T00:00:00+14:00"],
    ["9999-12-31T23:30:00-12:00"],
    ["2199-12-31T23:30:00+00:00"],
    ["2001-01-01T00:00:00+00:00"],
    ["9" * 10_000],
    [f"{WEDNESDAY}T11:00:00+11:00"] * 2,
    [f"{WEDNESDAY}T11:00:00+11:00"] * 500,
    [f"{WEDNESDAY}T11:00:00+11:00", f"{WEDNESDAY}T12:00:00+11:00"],
    [f"{WEDNESDAY}T{9 + n // 2:02}:{n % 2 * 30:02}:00+11:00" for n in range(5)],
    [f"{WEDNESDAY}T11:00:00+11:00", "x"],
    ["<script>alert(1)</script>"],
    ["\N{ARABIC-INDIC DIGIT TWO}" + f"{WEDNESDAY}T11:00:00+11:00"[1:]],
]


@pytest.mark.parametrize("slots", BAD_SLOTS)
def test_slots_that_name_no_time_to_book_are_refused_in_plain_words(
    client: Client, patient: Patient, affiliation: Affiliation, slots: list[str]
) -> None:
    answers = [client.post(url(affiliation), {"slots": slots, "reason": "A cough"})]
    if slots:
        answers.append(client.get(url(affiliation), {"slots": slots}))

    for answer in answers:
        assert answer.status_code == 200
        assert "There is a problem" in text(answer)
        assert "<script>alert" not in answer.content.decode()
    assert not Appointment.objects.exists()


def test_a_plus_that_was_not_escaped_in_the_link_still_names_the_time(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    slot = iso(affiliation, at(affiliation, 11))[0]

    response = client.get(f"{url(affiliation)}?slots={quote(slot, safe=':+')}")

    assert '11:00am</strong> <span class="text-nowrap">to 11:30am' in text(response)


BAD_WEEKS = ["x", NUL, "2026-13-45", "0001-01-01", "9999-12-31", "-1", "9" * 5000, "😀", "<b>"]
BAD_LENGTHS = ["x", "-30", "0", "45", "9" * 5000, NUL, "\N{ARABIC-INDIC DIGIT THREE}0"]


@pytest.mark.parametrize(
    "query",
    [{"week": week} for week in BAD_WEEKS] + [{"length": length} for length in BAD_LENGTHS],
)
def test_a_week_or_length_that_is_unknown_shows_the_usual_and_says_so(
    client: Client, patient: Patient, affiliation: Affiliation, query: dict[str, str]
) -> None:
    response = client.get(url(affiliation), query)

    assert response.status_code == 200
    assert response.context["picker"].minutes == 30
    assert response.context["picker"].monday <= timezone.localdate()
    assert text(response).count("notice-warning") == 1


@pytest.mark.parametrize(("days", "sentence"), [(-8, "That week is over"), (400, "365 days ahead")])
def test_a_week_that_cannot_be_booked_shows_this_week_and_says_so(
    client: Client, patient: Patient, affiliation: Affiliation, days: int, sentence: str
) -> None:
    day = timezone.localdate() + timedelta(days=days)

    response = client.get(url(affiliation), {"week": f"{day}"})

    assert sentence in text(response)
    assert response.context["picker"].monday <= timezone.localdate()
