"""Moving an appointment with the same picker; the old time is held meanwhile."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, staff_user
from accounts.models import Patient
from appointments import exceptions, services
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at, coming_wednesday, iso
from centres.models import Affiliation

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment(patient: Patient, affiliation: Affiliation) -> Appointment:
    """One hour, from 11am."""
    return make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11), slots=2
    )


def url(appointment: Appointment, **query: object) -> str:
    path = reverse("appointments:reschedule", args=[appointment.pk])
    return f"{path}?{urlencode(query, doseq=True)}"


def test_the_picker_offers_what_overlaps_the_present_time_but_not_that_itself(
    client: Client, appointment: Appointment
) -> None:
    response = client.get(url(appointment, week=coming_wednesday()))

    picker = response.context["picker"]
    starts = {time.starts_at for time in picker.days[2].times}
    assert picker.minutes == 60
    assert at(appointment.affiliation, 10, 30) in starts
    assert at(appointment.affiliation, 11) not in starts
    assert "until you confirm another time" in text(response)
    assert Appointment.objects.get().starts_at == appointment.starts_at


def test_the_picker_opens_at_the_week_of_the_appointment(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    later = at(affiliation, 11) + timedelta(weeks=3)
    appointment = make_appointment(patient=patient, affiliation=affiliation, starts_at=later)

    picker = client.get(url(appointment)).context["picker"]

    assert picker.monday <= appointment.day <= picker.sunday


def test_the_check_page_says_old_and_new_and_changes_nothing(
    client: Client, appointment: Appointment
) -> None:
    slots = iso(appointment.affiliation, at(appointment.affiliation, 14), slots=2)

    page = text(client.get(url(appointment, slots=slots)))

    assert '11:00am</strong> <span class="text-nowrap">to 12:00pm' in page
    assert '2:00pm</strong> <span class="text-nowrap">to 3:00pm' in page
    assert Appointment.objects.get().starts_at == appointment.starts_at


def test_confirming_moves_the_same_appointment(client: Client, appointment: Appointment) -> None:
    start = at(appointment.affiliation, 11, 30)

    response = client.post(
        url(appointment), {"slots": iso(appointment.affiliation, start, slots=2)}
    )

    moved = Appointment.objects.get()
    assert response["Location"] == reverse("appointments:detail", args=[appointment.pk])
    assert (moved.pk, moved.starts_at, moved.slots.count()) == (appointment.pk, start, 2)


def test_confirming_twice_moves_once_and_leads_to_the_appointment(
    client: Client, appointment: Appointment
) -> None:
    sent = {"slots": iso(appointment.affiliation, at(appointment.affiliation, 14))}

    client.post(url(appointment), sent)
    response = client.post(url(appointment), sent, follow=True)

    assert response.redirect_chain == [(reverse("appointments:detail", args=[appointment.pk]), 302)]
    assert "Your appointment is booked" in text(response)
    assert "Choose another time" not in text(response)
    assert Appointment.objects.get().sequence == 1


def test_the_way_back_to_the_check_page_after_a_move_leads_to_the_appointment(
    client: Client, appointment: Appointment
) -> None:
    slots = iso(appointment.affiliation, at(appointment.affiliation, 14))
    client.post(url(appointment), {"slots": slots})

    response = client.get(url(appointment, slots=slots))

    assert response["Location"] == reverse("appointments:detail", args=[appointment.pk])


def test_a_lost_race_offers_the_nearest_times_and_keeps_the_old_one(
    client: Client, appointment: Appointment
) -> None:
    affiliation = appointment.affiliation
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 14))

    response = client.post(url(appointment), {"slots": iso(affiliation, at(affiliation, 14))})

    assert response.status_code == 409
    near = urlencode({"slots": iso(affiliation, at(affiliation, 13, 30))[0]})
    assert near in text(response)
    appointment.refresh_from_db()
    assert appointment.starts_at == at(affiliation, 11)


def test_another_visit_on_the_new_day_is_named_and_linked(
    client: Client, patient: Patient, appointment: Appointment
) -> None:
    affiliation = appointment.affiliation
    day = coming_wednesday(weeks=2)
    other = make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 9, day=day)
    )

    response = client.post(
        url(appointment), {"slots": iso(affiliation, at(affiliation, 14, day=day))}
    )

    assert response.status_code == 200
    assert reverse("appointments:detail", args=[other.pk]) in text(response)
    zone = affiliation.centre.zone
    nearest = [time.starts_at.astimezone(zone).date() for time in response.context["nearest"]]
    assert len(nearest) == 3
    assert day not in nearest
    appointment.refresh_from_db()
    assert appointment.starts_at == at(affiliation, 11)


@pytest.mark.parametrize("slots", [[], ["x"], ["\x00"], ["2026-12-02T11:00:00"], ["y" * 5000] * 30])
def test_slots_that_name_no_time_are_refused(
    client: Client, appointment: Appointment, slots: list[str]
) -> None:
    response = client.post(url(appointment), {"slots": slots})

    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert Appointment.objects.get().starts_at == appointment.starts_at


@pytest.mark.parametrize("status", ["cancelled", "completed", "no_show"])
def test_what_no_longer_stands_cannot_be_moved(
    client: Client, patient: Patient, affiliation: Affiliation, status: str
) -> None:
    appointment = make_appointment(
        patient=patient, affiliation=affiliation, starts_at=at(affiliation, 11), status=status
    )
    slots = iso(affiliation, at(affiliation, 14))

    for answer in (client.get(url(appointment)), client.post(url(appointment), {"slots": slots})):
        assert answer.status_code == 200
        assert "It can no longer be changed." in text(answer)
        assert "?slots=" not in text(answer)
    assert Appointment.objects.get().starts_at == appointment.starts_at


def test_to_everybody_else_it_is_missing_and_stays(
    client: Client, appointment: Appointment
) -> None:
    slots = iso(appointment.affiliation, at(appointment.affiliation, 14))

    for user in (PatientFactory.create().user, appointment.provider.user, staff_user()):
        client.force_login(user)
        answers = [client.get(url(appointment)), client.post(url(appointment), {"slots": slots})]

        assert [answer.status_code for answer in answers] == [404, 404]
    assert Appointment.objects.get().starts_at == appointment.starts_at


def test_one_that_does_not_exist_is_missing(client: Client, patient: Patient) -> None:
    assert client.get(reverse("appointments:reschedule", args=[uuid4()])).status_code == 404


def test_the_picker_costs_few_queries(client: Client, appointment: Appointment) -> None:
    assert queries_of(client, url(appointment, week=coming_wednesday())) <= 12


def test_a_move_that_loses_to_a_cancellation_leads_to_the_appointment(
    client: Client, appointment: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled_meanwhile(**move: object) -> None:
        raise exceptions.NotStanding

    monkeypatch.setattr(services, "reschedule", cancelled_meanwhile)
    slots = iso(appointment.affiliation, at(appointment.affiliation, 14), slots=2)

    response = client.post(url(appointment), {"slots": slots})

    assert response["Location"] == reverse("appointments:detail", args=[appointment.pk])


def test_with_a_provider_who_left_it_can_only_be_cancelled(
    client: Client, appointment: Appointment
) -> None:
    appointment.provider.user.is_active = False
    appointment.provider.user.save()

    slots = iso(appointment.affiliation, at(appointment.affiliation, 14))
    answers = [client.get(url(appointment)), client.post(url(appointment), {"slots": slots})]

    for page in map(text, answers):
        assert f"{appointment.provider} no longer takes bookings." in page
        assert reverse("appointments:cancel", args=[appointment.pk]) in page
        assert "?slots=" not in page
    assert Appointment.objects.get().starts_at == appointment.starts_at
