"""What the tests of the desk's pages share."""

import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from accounts.factories import staff_user, with_login
from accounts.models import User
from appointments.models import Appointment
from appointments.tests.times import at, iso
from centres.models import Affiliation, Centre, Membership


def receptionist(centre: Centre, **fields: object) -> User:
    """Somebody who keeps the centre."""
    user = with_login(staff_user(**fields))
    Membership.objects.create(user=user, centre=centre)
    return user


def day_path(place: Affiliation, hour: int = 9) -> str:
    path = reverse("admin:centres_centre_day", args=[place.centre_id])
    return f"{path}?day={at(place, hour).date()}"


def book_path(place: Affiliation, hour: int = 10) -> str:
    """The page on which the desk books that time of a coming Wednesday."""
    return book_path_of(place, iso(place, at(place, hour))[0])


def book_path_of(place: Affiliation, start: str) -> str:
    path = reverse("admin:appointments_appointment_book", args=[place.pk])
    return f"{path}?{urlencode({'slots': start})}"


def version_in(page: str) -> str:
    """What a day sheet asks with whether it has changed."""
    [version] = re.findall(r'data-version="(\w+)"', page)
    return str(version)


def act_path(act: str, appointment: Appointment) -> str:
    return reverse(f"admin:appointments_appointment_{act}", args=[appointment.pk])


def passes_in(page: str) -> list[str]:
    """What the page keeps of each patient whom it offers."""
    return re.findall(r'name="patient"\s+value="([^"]+)"', page)


def find(client: Client, path: str, who: str) -> Any:
    return client.post(path, {"action": "find", "who": who})


def book_found(client: Client, path: str, who: str, *, length: int = 30) -> Any:
    """Find somebody, and book for the first who is found."""
    [first, *_] = passes_in(find(client, path, who).text)
    return client.post(path, {"action": "book", "patient": first, "length": length})
