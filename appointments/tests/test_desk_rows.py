"""The statements of the day sheet, against what the querysets say."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.factories import PatientFactory
from accounts.models import User
from appointments.desk_rows import DayRows, read_day, version_of
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.desks import day_path
from appointments.tests.times import at
from centres.clock import ONE_DAY, edges_of_day
from centres.factories import AffiliationFactory, open_affiliation
from centres.models import Affiliation, TimeOff

pytestmark = pytest.mark.django_db


def read(place: Affiliation) -> DayRows:
    """The day of `at(place, 9)`, at that time."""
    return read_day(place.centre, at(place, 9).date(), now=at(place, 9))


def test_places_are_those_of_the_centre_by_name(place: Affiliation) -> None:
    AffiliationFactory.create()
    for fields in ({"provider__specialist": True}, {"provider__user__full_name": ""}):
        AffiliationFactory.create(centre=place.centre, **fields)
    User.objects.filter(pk=place.provider.user_id).update(is_active=False)

    found = read(place).places

    places = place.centre.affiliations.with_names().by_name()
    assert [(one.pk, one.provider_id, one.name, one.service) for one in found] == [
        (one.pk, one.provider_id, str(one.provider), one.provider.service) for one in places
    ]
    told = [(one.is_listed, one.needs_letter, one.centre_id) for one in found]
    assert told == [(one.provider.is_listed, one.needs_letter, one.centre_id) for one in places]


def test_visits_are_those_of_the_day_that_are_not_cancelled(place: Affiliation) -> None:
    nameless = PatientFactory.create(user__full_name="", user__phone="0491 570 006")
    make_appointment(patient=nameless, affiliation=place, starts_at=at(place, 9), slots=2)
    for hour, status in enumerate(Appointment.Status.values, start=11):
        make_appointment(affiliation=place, starts_at=at(place, hour), status=status)
    make_appointment(starts_at=at(place, 9))
    make_appointment(affiliation=place, starts_at=at(place, 9) + ONE_DAY)

    found = read(place).visits

    day = at(place, 9).date()
    kept = Appointment.objects.at_centre(place.centre, first=day, last=day).not_cancelled()
    assert sorted(found, key=lambda visit: visit.starts_at) == [
        (
            *(str(visit.pk), place.pk, visit.starts_at, visit.ends_at, visit.status),
            *(str(visit.patient), visit.patient.user.phone),
        )
        for visit in kept.order_by("starts_at")
    ]


def test_time_off_is_cut_at_midnight_and_is_of_who_is_listed(place: Affiliation) -> None:
    begin, end = edges_of_day(at(place, 9).date(), place.centre.zone)
    other = open_affiliation(centre=place.centre, provider__user__is_active=False)
    hour = timedelta(hours=1)
    TimeOff.objects.create(affiliation=place, starts_at=end - hour, ends_at=end + hour)
    TimeOff.objects.create(affiliation=other, starts_at=begin, ends_at=end)
    TimeOff.objects.create(centre=place.centre, starts_at=begin - hour, ends_at=end, reason="Flood")

    found = read(place)

    [shown] = [one for one in found.places if one.is_listed]
    assert [(off.place, off.words, off.reason) for off in found.off] == [
        (None, "All day", "Flood"),
        (shown, "11:00pm to midnight", ""),
    ]


def test_what_is_read_is_of_the_version_that_is_told(place: Affiliation) -> None:
    empty = read(place)
    make_appointment(affiliation=place, starts_at=at(place, 10))
    found = read(place)

    assert empty.version != found.version
    assert found.version == version_of(place.centre, at(place, 9).date(), now=at(place, 9))


def test_a_name_and_a_phone_stand_on_the_sheet_as_they_were_typed(
    desk: Client, place: Affiliation
) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(place, 10))
    User.objects.filter(pk=place.provider.user_id).update(full_name='Al "<b>" Quote')
    User.objects.filter(pk=visit.patient.user_id).update(full_name="<i>", phone="'<u>'")

    page = desk.get(day_path(place)).text

    assert f'id="visit-{visit.pk}"' in page
    assert not [tag for tag in ("<b>", "<i>", "<u>") if tag in page]
    assert "><i></a>" in unescape(page)
    assert """<span class="sheet-paper">'<u>'</span>""" in unescape(page)
    assert 'with Al "<b>" Quote"' in unescape(page)
