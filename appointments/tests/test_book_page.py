"""The picker, the check page and the booking itself, as a patient meets them."""

import re
from datetime import time, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import ProviderFactory, staff_user
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import AffiliationFactory, open_affiliation
from centres.models import Affiliation, TimeOff

pytestmark = pytest.mark.django_db


def url(affiliation: Affiliation, **query: str) -> str:
    return reverse("appointments:book", args=[affiliation.pk]) + "?" + urlencode(query)


@pytest.fixture
def week(affiliation: Affiliation) -> str:
    """The picker at the week of the coming Wednesday."""
    return url(affiliation, week=coming_wednesday().isoformat())


def test_every_free_start_of_the_week_is_a_link_to_its_check_page(
    client: Client, patient: Patient, affiliation: Affiliation, week: str
) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))

    page = text(client.get(week))

    links = [
        urlencode({"slots": iso(affiliation, at(affiliation, 9 + n // 2, n % 2 * 30))[0]})
        for n in range(16)
    ]
    assert [link in page for link in links] == [n != 4 for n in range(16)]
    assert page.count("?slots=") == 5 * 16 - 1


def test_a_start_is_named_by_time_date_and_provider(
    client: Client, patient: Patient, affiliation: Affiliation, week: str
) -> None:
    page = text(client.get(week))

    day = coming_wednesday()
    name = f" on Wednesday {day.day} {day:%B %Y} with {affiliation.provider}</span>"
    assert f'11:00am<span class="visually-hidden">{name}' in page


def test_a_longer_visit_starts_only_where_all_its_half_hours_are_free(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))

    response = client.get(url(affiliation, week=f"{coming_wednesday()}", length="60"))

    wednesday = response.context["picker"].days[2]
    starts = [time.starts_at.astimezone(affiliation.centre.zone) for time in wednesday.times]
    assert [f"{start:%H:%M}" for start in starts][:5] == [
        "09:00",
        "09:30",
        "10:00",
        "11:30",
        "12:00",
    ]
    assert all(len(time.starts) == 2 for time in wednesday.times)


def test_weeks_before_this_one_and_beyond_the_horizon_have_no_link(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    first = client.get(url(affiliation)).context["picker"]
    last = client.get(url(affiliation, week=f"{first.last_day}")).context["picker"]

    assert (first.earlier, bool(first.later)) == ("", True)
    assert (bool(last.earlier), last.later) == (True, "")


def test_an_empty_week_leads_to_the_exact_next_free_time(
    client: Client, patient: Patient, affiliation: Affiliation, week: str
) -> None:
    monday = client.get(week).context["picker"].monday
    TimeOff.objects.create(
        centre=affiliation.centre,
        starts_at=at(affiliation, 0, day=monday),
        ends_at=at(affiliation, 10, day=coming_wednesday(weeks=2)),
    )

    page = text(client.get(week))

    after = at(affiliation, 10, day=coming_wednesday(weeks=2))
    assert f"?{urlencode({'slots': iso(affiliation, after)[0]})}" in page
    assert "Next free: Wednesday" in page


def test_a_week_tells_its_days_and_how_many_times_are_free(
    client: Client, patient: Patient
) -> None:
    place = AffiliationFactory.create()
    place.working_hours.create(weekday=2, opens=time(9), closes=time(9, 30))
    monday = coming_wednesday() - timedelta(days=2)
    sunday = monday + timedelta(days=6)

    page = text(client.get(url(place, week=f"{monday}")))

    assert f"1 free time of 30 minutes in the week of Monday {monday.day} {monday:%B %Y}<" in page
    assert f"{monday.day} {monday:%B} to {sunday.day} {sunday:%B %Y}</h2>" in page


def test_where_nothing_is_free_any_more_other_care_can_be_looked_for(
    client: Client, patient: Patient
) -> None:
    without_hours = AffiliationFactory.create()

    page = text(client.get(url(without_hours)))

    assert "There is no free time of 30 minutes in this week." in page
    assert f'href="{reverse("centres:search")}">Find care</a></p>' in page


def test_a_centre_in_another_zone_shows_its_own_clock(client: Client, patient: Patient) -> None:
    perth = open_affiliation(centre__timezone="Australia/Perth")

    page = text(client.get(url(perth, week=f"{coming_wednesday()}")))

    assert "Perth time" in page
    assert urlencode({"slots": f"{coming_wednesday()}T09:00:00+08:00"}) in page


def test_the_check_page_says_when_with_whom_and_where_and_books_nothing(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    start = at(affiliation, 11)

    page = text(client.get(url(affiliation, slots=iso(affiliation, start)[0])))

    assert '11:00am</strong> <span class="text-nowrap">to 11:30am' in page
    assert str(affiliation.provider) in page
    assert str(affiliation.centre) in page
    assert f"?week={coming_wednesday()}&length=30" in page
    assert not Appointment.objects.exists()


def test_the_browser_does_not_cut_a_reason_that_is_too_long(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    page = text(client.get(url(affiliation, slots=iso(affiliation, at(affiliation, 11))[0])))

    (field,) = re.findall(r"<textarea[^>]*>", page)
    assert "maxlength" not in field
    assert 'data-most="200"' in field


def test_confirming_books_and_leads_to_the_appointment(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    start = at(affiliation, 11)
    slots = iso(affiliation, start, slots=2)

    response = client.post(url(affiliation), {"slots": slots, "reason": "  A cough 🤧\r\n中文 "})

    appointment = Appointment.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("appointments:detail", args=[appointment.pk])
    assert (appointment.starts_at, appointment.slots.count()) == (start, 2)
    assert appointment.reason == "A cough 🤧\n中文"


def test_a_log_in_on_the_way_leads_back_to_the_time(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    check = url(affiliation, slots=iso(affiliation, at(affiliation, 11))[0])
    action = re.findall(r'<form method="post" action="(/book/[^"]+)"', text(client.get(check)))[0]
    client.logout()

    asked = client.post(action, {"slots": iso(affiliation, at(affiliation, 11))})

    assert asked["Location"] == f"{reverse('account_login')}?{urlencode({'next': check}, safe='/')}"


def test_pressing_the_button_twice_makes_one_booking_and_leads_to_it(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    sent = {"slots": iso(affiliation, at(affiliation, 11)), "reason": "A cough"}

    first, second = client.post(url(affiliation), sent), client.post(url(affiliation), sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(("slots", "status"), [(2, "booked"), (1, "completed"), (1, "no_show")])
def test_only_the_same_length_that_still_stands_is_the_same_booking(
    client: Client, patient: Patient, affiliation: Affiliation, slots: int, status: str
) -> None:
    start = at(affiliation, 11)
    make_appointment(patient=patient, affiliation=affiliation, starts_at=start, status=status)

    response = client.post(url(affiliation), {"slots": iso(affiliation, start, slots)})

    assert response.status_code == 200
    assert "You already have an appointment at that time" in text(response)
    assert Appointment.objects.count() == 1


def test_a_specialist_is_not_offered_without_a_referral(client: Client, patient: Patient) -> None:
    place = open_affiliation(provider=ProviderFactory.create(specialist=True))
    slots = iso(place, at(place, 11))

    pages = [
        client.get(url(place)),
        client.get(url(place, slots=slots[0])),
        client.post(url(place), {"slots": slots}),
    ]

    for page in pages:
        assert page.status_code == 200
        assert "You need a GP referral" in text(page)
        assert "?slots=" not in text(page)
    assert not Appointment.objects.exists()


def test_only_patients_book(client: Client, affiliation: Affiliation) -> None:
    for user in (affiliation.provider.user, staff_user()):
        client.force_login(user)

        answers = [
            client.get(url(affiliation)),
            client.post(url(affiliation), {"slots": iso(affiliation, at(affiliation, 11))}),
        ]

        assert [answer.status_code for answer in answers] == [403, 403]
    assert not Appointment.objects.exists()


def test_a_provider_who_left_cannot_be_booked(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    affiliation.provider.user.is_active = False
    affiliation.provider.user.save()

    response = client.post(url(affiliation), {"slots": iso(affiliation, at(affiliation, 11))})

    assert response.status_code == 404
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_place_that_does_not_exist_is_not_found(
    client: Client, patient: Patient, pk: str
) -> None:
    assert client.get(f"/book/{pk}/").status_code == 404


def test_the_picker_costs_the_same_however_many_appointments_there_are(
    client: Client, patient: Patient, affiliation: Affiliation, week: str
) -> None:
    before = queries_of(client, week)
    for n in range(12):
        start = at(affiliation, 10 + n // 2, n % 2 * 30)
        make_appointment(affiliation=affiliation, starts_at=start)

    after = queries_of(client, week)

    assert before == after <= 4
