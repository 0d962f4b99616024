"""A history and its medication as every page prints them."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from appointments.factories import make_appointment
from appointments.models import Appointment
from records.factories import make_entry
from records.reading import History
from records.services import open_history

pytestmark = pytest.mark.django_db

AMOXICILLIN = {
    "medication": "Amoxicillin",
    "dose": "500 mg",
    "directions": "Three times a day",
    "repeats": 1,
}


@pytest.fixture
def appointment() -> Appointment:
    return make_appointment()


def read(appointment: Appointment) -> History:
    return open_history(
        patient=appointment.patient, by=appointment.patient.user, now=appointment.ends_at
    )


def timeline_of(appointment: Appointment, **context: object) -> str:
    known = {"history": read(appointment), **context}
    return render_to_string("records/_timeline.jinja", known, using="jinja2")


def test_an_entry_says_who_wrote_what_where_and_when(appointment: Appointment) -> None:
    make_entry(appointment, text="A cough\nfor two weeks")

    page = timeline_of(appointment)

    assert "Entry 1, Wednesday 2 December 2026, 11:20am" in page
    assert f"{appointment.provider}, GP, at {appointment.centre}" in page
    assert "A cough<br>for two weeks" in page


def test_what_somebody_wrote_is_no_markup(appointment: Appointment) -> None:
    make_entry(appointment, text="<b>bold</b>")

    assert "&lt;b&gt;bold&lt;/b&gt;" in timeline_of(appointment)


def test_an_entry_lists_what_it_prescribes(appointment: Appointment) -> None:
    make_entry(appointment, medication=[AMOXICILLIN])

    page = timeline_of(appointment)

    assert "<strong>Amoxicillin</strong>, 500 mg: Three times a day (1 repeat)" in page


def test_an_amended_entry_is_folded_and_both_say_which_is_the_other(
    appointment: Appointment,
) -> None:
    first = make_entry(appointment, text="The left knee.")
    make_entry(appointment, text="The right knee.", amends=first)

    newer, amended = timeline_of(appointment).split("<details>")

    assert '<a href="#entry-1">entry 1</a>' in newer
    assert "The right knee." in newer
    assert "Amended" in amended
    assert 'Amended by <a href="#entry-2">entry 2</a>.</p>' in amended
    assert "The left knee." in amended


def test_on_paper_nothing_is_folded(appointment: Appointment) -> None:
    make_entry(appointment, amends=make_entry(appointment))

    assert "<details open>" in timeline_of(appointment, unfolded=True)


def test_an_author_is_offered_to_amend_the_newest_of_their_own(appointment: Appointment) -> None:
    first = make_entry(appointment)
    second = make_entry(appointment, amends=first)

    page = timeline_of(appointment, writer=appointment.provider.user_id)

    own = reverse("records:consultation", args=[appointment.pk])
    assert f"{own}?amends={second.pk}" in page
    assert f"?amends={first.pk}" not in page


def test_an_empty_history_says_so(appointment: Appointment) -> None:
    assert "There are no entries." in timeline_of(appointment)


def medication_of(appointment: Appointment) -> str:
    known = {"history": read(appointment)}
    return render_to_string("records/_medication.jinja", known, using="jinja2")


def test_the_current_medication_says_who_prescribed_it_and_when(appointment: Appointment) -> None:
    make_entry(appointment, medication=[AMOXICILLIN])

    page = medication_of(appointment)

    assert "<strong>Amoxicillin</strong>" in page
    assert f"{appointment.provider} on Wednesday 2 December 2026, entry 1" in page


def test_no_current_medication_is_told(appointment: Appointment) -> None:
    assert "No current medication." in medication_of(appointment)
