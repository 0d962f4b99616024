"""What the admin says when hours change over what is booked."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.factories import superuser
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at
from centres.factories import open_affiliation
from centres.models import Affiliation
from centres.tests.test_admin import affiliation_form, centre_form, change_url, rows, shown_messages

pytestmark = pytest.mark.django_db
TOLD = "now fall outside the hours"


@pytest.fixture(autouse=True)
def _superuser(client: Client) -> None:
    client.force_login(superuser())


@pytest.fixture
def affiliation() -> Affiliation:
    return open_affiliation()


def time_off(start: datetime, *, hours: int) -> dict[str, object]:
    """A time off as it is typed, on the clock of `start`."""
    end = start + timedelta(hours=hours)
    return rows(
        "time_off", {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{end:%Y-%m-%dT%H:%M}"}
    )


def kept_week(affiliation: Affiliation) -> dict[str, object]:
    """The weekly hours as the form shows them."""
    kept = [
        {"id": row.pk, "weekday": row.weekday, "opens": row.opens, "closes": row.closes}
        for row in affiliation.working_hours.all()
    ]
    return rows("working_hours", *kept, initial=len(kept))


def test_time_off_over_an_appointment_is_saved_and_names_it(
    client: Client, affiliation: Affiliation
) -> None:
    hit = make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))
    off = time_off(at(affiliation, 10), hours=2)

    response = client.post(
        change_url(affiliation), affiliation_form(**kept_week(affiliation), **off)
    )

    said = shown_messages(response)
    assert TOLD in said
    assert str(hit.patient) in said
    assert "11:00am" in said
    assert affiliation.time_off.exists()
    assert Appointment.objects.standing().contains(hit)


def test_what_was_outside_the_hours_before_is_not_named_again(
    client: Client, affiliation: Affiliation
) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 3))  # nobody works then
    off = time_off(at(affiliation, 10), hours=2)

    response = client.post(
        change_url(affiliation), affiliation_form(**kept_week(affiliation), **off)
    )

    assert affiliation.time_off.exists()
    assert TOLD not in shown_messages(response)


def test_a_holiday_of_a_centre_names_the_appointments_of_everybody_there(
    client: Client, affiliation: Affiliation
) -> None:
    hit = make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))
    holiday = time_off(at(affiliation, 0), hours=24)

    response = client.post(
        change_url(affiliation.centre), centre_form(affiliation.centre, **holiday)
    )

    assert str(hit.provider) in shown_messages(response)


def test_weekly_hours_that_end_name_the_appointments_in_them(
    client: Client, affiliation: Affiliation
) -> None:
    hit = make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))
    form = affiliation_form(**kept_week(affiliation))
    ended = {f"working_hours-{n}-DELETE": "on" for n in range(affiliation.working_hours.count())}

    response = client.post(change_url(affiliation), form | ended)

    assert str(hit.patient) in shown_messages(response)


def test_time_off_beside_the_appointments_brings_no_warning(
    client: Client, affiliation: Affiliation
) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11))
    make_appointment(
        affiliation=affiliation, starts_at=at(affiliation, 14), status=Appointment.Status.CANCELLED
    )
    off = time_off(at(affiliation, 13), hours=2)

    response = client.post(
        change_url(affiliation), affiliation_form(**kept_week(affiliation), **off)
    )

    assert affiliation.time_off.exists()
    assert TOLD not in shown_messages(response)
