"""What a booking asks of the database, whatever else there is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import open_affiliation
from centres.models import Affiliation

pytestmark = pytest.mark.django_db

MOST = 13  # of these a patient's session and account, a transaction, the rules, and what is written


def queries_of_booking(client: Client, place: Affiliation, *, weeks: int) -> int:
    start = at(place, 11, day=coming_wednesday(weeks=weeks))
    path = reverse("appointments:book", args=[place.pk])
    with CaptureQueriesContext(connection) as queries:
        client.post(path, {"slots": iso(place, start), "reason": "A cough"})
    assert Appointment.objects.filter(affiliation=place, starts_at=start).exists()
    return len(queries)


def test_a_booking_costs_the_same_beside_one_other_and_beside_many(
    client: Client, patient: Patient, affiliation: Affiliation
) -> None:
    client.get(reverse("home"))
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 9))
    beside_one = queries_of_booking(client, affiliation, weeks=1)

    for week in range(3, 11):
        elsewhere = open_affiliation()
        day = coming_wednesday(weeks=week)
        make_appointment(
            patient=patient, affiliation=elsewhere, starts_at=at(elsewhere, 11, day=day)
        )
    for hour in range(12, 16):
        day = coming_wednesday(weeks=2)
        make_appointment(affiliation=affiliation, starts_at=at(affiliation, hour, day=day))

    assert queries_of_booking(client, affiliation, weeks=2) == beside_one <= MOST
