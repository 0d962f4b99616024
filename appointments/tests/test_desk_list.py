"""Where the desk looks for an appointment: the list of all, and the page of the patient."""

import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.factories import superuser
from accounts.kept_filters import KeptFilter
from appointments.factories import make_appointment
from appointments.listed import Days, of_days
from appointments.models import Appointment
from appointments.tests.desks import act_path
from appointments.tests.pages import queries_of
from appointments.tests.times import at, coming_wednesday
from centres.factories import open_affiliation
from centres.models import Affiliation
from centres.validators import SLOT

pytestmark = pytest.mark.django_db
LIST = reverse("admin:appointments_appointment_changelist")
VISIT = re.compile(r"/admin/appointments/appointment/([0-9a-f-]{36})/change/")


@pytest.fixture
def visits(place: Affiliation) -> list[Appointment]:
    """Of one patient: in one week, in two, and as long ago."""
    first = make_appointment(affiliation=place, starts_at=at(place, 10))
    return [
        first,
        *(
            make_appointment(
                patient=first.patient,
                affiliation=place,
                starts_at=at(place, 10, day=coming_wednesday(weeks=weeks)),
            )
            for weeks in (2, -1, -2)
        ),
    ]


def told(response: Any) -> list[str]:
    return list(dict.fromkeys(VISIT.findall(response.text)))


def ids(visits: list[Appointment]) -> list[str]:
    return [str(visit.pk) for visit in visits]


def patient_path(visit: Appointment) -> str:
    return reverse("admin:accounts_patient_change", args=[visit.patient_id])


def test_the_list_begins_with_the_next_one(desk: Client, visits: list[Appointment]) -> None:
    assert told(desk.get(LIST)) == ids(visits[:2])


def test_what_is_over_begins_with_the_latest(desk: Client, visits: list[Appointment]) -> None:
    assert told(desk.get(LIST, {"when": "past"})) == ids(visits[2:])


def test_a_status_of_visits_that_are_over_shows_those_that_are(
    desk: Client, visits: list[Appointment]
) -> None:
    over = visits[2:]
    Appointment.objects.filter(pk__in=ids(over)).update(status=Appointment.Status.COMPLETED)

    assert told(desk.get(LIST, {"status__exact": "completed"})) == ids(over)


def test_what_is_cancelled_and_to_come_is_what_its_status_shows_first(
    desk: Client, visits: list[Appointment]
) -> None:
    soon = make_appointment(
        affiliation=visits[0].affiliation, starts_at=timezone.now() + timedelta(minutes=1)
    )
    ahead, over = [soon, visits[1]], [visits[2]]
    Appointment.objects.filter(pk__in=ids(ahead + over)).update(status="cancelled")

    assert told(desk.get(LIST, {"when": "past"})) == ids(visits[2:])
    assert told(desk.get(LIST)) == ids(visits[:1])
    assert told(desk.get(LIST, {"status__exact": "cancelled"})) == ids(ahead)
    assert told(desk.get(LIST, {"status__exact": "cancelled", "when": "past"})) == ids(over)


def test_all_days_are_offered_only_of_whoever_is_looked_for(
    desk: Client, visits: list[Appointment]
) -> None:
    everybody, one = desk.get(LIST).text, desk.get(LIST, {"q": str(visits[0].patient)}).text

    assert ["Any day" in page for page in (everybody, one)] == [False, True]
    assert told(desk.get(LIST, {"when": "any"})) == ids(visits[:2])


def test_whoever_is_looked_for_is_found_on_any_day_the_next_one_first(
    desk: Client, visits: list[Appointment]
) -> None:
    assert told(desk.get(LIST, {"q": str(visits[0].patient)})) == ids(visits)


def test_no_address_sorts_by_what_no_heading_offers(
    desk: Client, visits: list[Appointment]
) -> None:
    Appointment.objects.filter(pk=visits[1].pk).update(status=Appointment.Status.ARRIVED)

    assert told(desk.get(LIST, {"o": "5"})) == ids(visits[:2])


def test_the_page_of_a_patient_tells_when_the_appointments_are(
    desk: Client, visits: list[Appointment]
) -> None:
    page = desk.get(patient_path(visits[0]))

    assert told(page) == ids(visits)
    assert reverse("admin:centres_centre_day", args=[visits[0].centre.pk]) in page.text


def test_it_tells_nothing_of_other_centres_nor_why_somebody_comes(
    desk: Client, visits: list[Appointment]
) -> None:
    elsewhere = open_affiliation()
    visit = make_appointment(
        patient=visits[0].patient, affiliation=elsewhere, starts_at=at(elsewhere, 15)
    )
    Appointment.objects.update(reason="gonalgia")

    page = desk.get(patient_path(visit)).text

    assert str(elsewhere.centre) not in page
    assert str(visit.pk) not in page
    assert "gonalgia" not in page


def test_many_appointments_cost_no_query_more(desk: Client, visits: list[Appointment]) -> None:
    path = patient_path(visits[0])
    few = queries_of(desk, path)
    for weeks in range(3, 9):
        start = at(visits[0].affiliation, 10, day=coming_wednesday(weeks=weeks))
        make_appointment(
            patient=visits[0].patient, affiliation=visits[0].affiliation, starts_at=start
        )

    assert queries_of(desk, path) == few


def test_the_page_of_an_appointment_has_the_phone(desk: Client, visits: list[Appointment]) -> None:
    visits[0].patient.user.phone = "0491 570 006"
    visits[0].patient.user.save()

    assert "0491 570 006" in desk.get(act_path("change", visits[0])).text


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("today", [0]),
        ("tomorrow", [1]),
        ("ahead", [0, 1]),
        ("past", [-1]),
        ("any", [0, 1]),
        ("x", [0, 1]),
    ],
)
def test_the_list_is_narrowed_to_a_day(
    desk: Client, place: Affiliation, when: str, days: list[int]
) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    made = {
        n: make_appointment(affiliation=place, starts_at=soon + timedelta(days=n))
        for n in (0, 1, -1)
    }
    for n, visit in made.items():
        visit.day = timezone.localdate() + timedelta(days=n)
        visit.save()

    assert told(desk.get(LIST, {"when": when})) == ids([made[n] for n in days])


def test_what_is_to_come_may_be_of_the_day_before_where_it_is_still_that_day(
    visits: list[Appointment],
) -> None:
    """At a centre whose clock is behind the site's."""
    visit = visits[0]
    first, last = Days.AHEAD.span(visit.day + timedelta(days=1))

    to_come = of_days(
        Appointment.objects.all(), Days.AHEAD, now=visit.starts_at, first=first, last=last
    )

    assert visit in to_come


@pytest.mark.parametrize("reader", ["desk", "superuser"])
@pytest.mark.parametrize("when", [Days.AHEAD, Days.TODAY, Days.TOMORROW, Days.PAST])
def test_a_list_of_days_alone_is_as_one_that_is_put_together(
    desk: Client, place: Affiliation, reader: str, when: str
) -> None:
    if reader == "superuser":
        desk.force_login(superuser())
    soon = timezone.now() + timedelta(minutes=1)
    statuses = enumerate(["booked", "completed", "cancelled"])
    for affiliation, days, (n, status) in product(
        [place, open_affiliation()], (0, 1, -1), statuses
    ):
        starts_at = soon + timedelta(days=days) + n * SLOT
        visit = make_appointment(affiliation=affiliation, starts_at=starts_at, status=status)
        visit.day = timezone.localdate() + timedelta(days=days)
        visit.save()

    kept, whole = (f"{LIST}?when={when}{rest}" for rest in ("", "&all="))

    assert told(desk.get(kept))
    assert told(desk.get(kept)) == told(desk.get(whole))
    assert {*desk.get(kept).context["cl"].queryset} == {*desk.get(whole).context["cl"].queryset}
    assert queries_of(desk, kept) == queries_of(desk, whole)


@pytest.mark.parametrize("reader", ["desk", "superuser"])
def test_a_page_of_the_list_asks_nothing_twice(
    desk: Client, visits: list[Appointment], reader: str
) -> None:
    if reader == "superuser":
        desk.force_login(superuser())

    with CaptureQueriesContext(connection) as queries:
        assert told(desk.get(LIST)) == ids(visits[:2])

    asked = [query["sql"] for query in queries.captured_queries]
    assert len(asked) == len({*asked})


def test_the_filters_offer_what_the_desk_keeps(desk: Client, place: Affiliation) -> None:
    colleague = open_affiliation(centre=place.centre)
    make_appointment(affiliation=place, starts_at=at(place, 10))
    visit = make_appointment(affiliation=colleague, starts_at=at(place, 10))
    stranger = open_affiliation()

    page = desk.get(LIST).text
    narrowed = desk.get(LIST, {"provider__id__exact": colleague.provider_id})

    assert f"provider__id__exact={colleague.provider_id}" in page
    assert str(stranger.provider) not in page
    assert told(narrowed) == [str(visit.pk)]
    chosen = re.findall(r'class="selected">\s*<a href="([^"]*)">([^<]*)<', narrowed.text)
    query = f"?provider__id__exact={colleague.provider_id}"
    assert (query, str(colleague.provider)) in chosen


def test_who_keeps_two_centres_narrows_the_list_to_one(desk: Client, place: Affiliation) -> None:
    other = open_affiliation()
    other.centre.memberships.create(user=place.centre.memberships.get().user)
    make_appointment(affiliation=place, starts_at=at(place, 10))
    visit = make_appointment(affiliation=other, starts_at=at(other, 10))

    narrowed = desk.get(LIST, {"affiliation__centre__id__exact": other.centre_id})

    assert f"affiliation__centre__id__exact={other.centre_id}" in desk.get(LIST).text
    assert told(narrowed) == [str(visit.pk)]


def test_a_kept_address_narrows_the_list_of_whoever_keeps_very_many_centres(
    desk: Client, place: Affiliation, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_affiliation()
    other.centre.memberships.create(user=place.centre.memberships.get().user)
    make_appointment(affiliation=place, starts_at=at(place, 10))
    visit = make_appointment(affiliation=other, starts_at=at(other, 10))
    monkeypatch.setattr(KeptFilter, "MOST", 0)

    narrowed = desk.get(LIST, {"affiliation__centre__id__exact": other.centre_id})

    assert told(narrowed) == [str(visit.pk)]
    assert re.search(r'<a href="\?">All<', narrowed.text)


def test_whoever_keeps_very_many_centres_narrows_the_list_by_no_status(
    client: Client, visits: list[Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(superuser())
    few = client.get(LIST).text
    monkeypatch.setattr(KeptFilter, "MOST", 0)

    many = client.get(LIST).text

    assert "status__exact=booked" in few
    assert "status__exact=booked" not in many
    assert client.get(LIST, {"status__exact": "booked"}).status_code == 400
