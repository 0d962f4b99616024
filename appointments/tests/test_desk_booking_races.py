"""A button of the desk that is pressed twice at once."""

import pytest
from django.test import Client

from accounts.models import User
from appointments.models import Appointment
from appointments.tests.desks import book_path
from centres.models import Affiliation
from medisoft.tests.overtaken import overtaken

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_somebody_new_is_booked_once_by_two_presses_at_once(
    desk: Client, staff: User, place: Affiliation
) -> None:
    new = {"action": "new", "full_name": "Nina New", "email": "nina@example.com", "length": 30}
    again = Client()
    again.force_login(staff)

    second = overtaken(
        lambda: again.post(book_path(place), new), lambda: desk.post(book_path(place), new)
    )

    assert second.status_code == 302
    assert Appointment.objects.count() == User.objects.filter(role="patient").count() == 1
