"""What the admin asks when hours change over what is booked, and does once it is answered."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import OutgoingMail
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.deciding import decide, each, is_asked
from appointments.tests.desks import receptionist
from appointments.tests.times import at
from centres.factories import open_affiliation
from centres.models import Affiliation
from centres.tests.test_admin import affiliation_form, centre_form, change_url, rows, shown_messages
from records.models import AccessEvent

pytestmark = pytest.mark.django_db
Status = Appointment.Status
SAVED = 302


@pytest.fixture
def affiliation() -> Affiliation:
    return open_affiliation()


@pytest.fixture(autouse=True)
def _desk(client: Client, affiliation: Affiliation) -> None:
    """Somebody of the centre's staff is logged in."""
    client.force_login(receptionist(affiliation.centre))


def span(start: datetime, *, hours: int) -> dict[str, object]:
    """A dated exception as it is typed, on the clock of `start`."""
    end = start + timedelta(hours=hours)
    return {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{end:%Y-%m-%dT%H:%M}"}


def time_off(start: datetime, *, hours: int) -> dict[str, object]:
    return rows("time_off", span(start, hours=hours))


def kept_week(affiliation: Affiliation) -> dict[str, object]:
    """The weekly hours as the form shows them."""
    kept = [
        {"id": row.pk, "weekday": row.weekday, "opens": row.opens, "closes": row.closes}
        for row in affiliation.working_hours.all()
    ]
    return rows("working_hours", *kept, initial=len(kept))


def booked(place: Affiliation, *hours: int) -> list[Appointment]:
    """An appointment at each of these hours of a coming Wednesday."""
    return [make_appointment(affiliation=place, starts_at=at(place, hour)) for hour in hours]


def times(*visits: Appointment) -> list[datetime]:
    """When they are now."""
    return [Appointment.objects.get(pk=visit.pk).starts_at for visit in visits]


def close(client: Client, place: Affiliation, *, hours: int = 3, more: Any = None) -> Any:
    """Save the place with time off from 9:00 on that day, and with `more` in the form."""
    off = time_off(at(place, 9), hours=hours)
    return client.post(
        change_url(place), affiliation_form(**kept_week(place), **off) | (more or {})
    )


def test_time_off_over_an_appointment_is_not_saved_before_it_is_decided(
    client: Client, affiliation: Affiliation
) -> None:
    [hit] = booked(affiliation, 11)

    response = close(client, affiliation)

    assert is_asked(response)
    assert str(hit.patient) in response.text
    assert "11:00am" in response.text
    assert not affiliation.time_off.exists()
    assert not LogEntry.objects.exists()
    assert shown_messages(response) == ""


def test_all_are_moved_at_once(client: Client, affiliation: Affiliation) -> None:
    visits = booked(affiliation, 10, 11)

    response = decide(client, close(client, affiliation), all="move")

    assert response.status_code == SAVED
    assert affiliation.time_off.count() == 1
    assert times(*visits) == [at(affiliation, 12), at(affiliation, 12, 30)]
    assert OutgoingMail.objects.count() == 2
    assert "Moved: 2 appointments." in shown_messages(response)


def test_each_is_moved_cancelled_or_left_as_it_was_decided(
    client: Client, affiliation: Affiliation
) -> None:
    moved, cancelled, left = booked(affiliation, 10, 11, 12)
    asked = close(client, affiliation, hours=4)

    decide(client, asked, because="ill", **each(move=moved, cancel=cancelled, leave=left))

    for visit in (moved, cancelled, left):
        visit.refresh_from_db()
    assert moved.starts_at == at(affiliation, 13)
    assert (cancelled.status, cancelled.cancelled_because) == (Status.CANCELLED, "ill")
    assert (left.status, left.starts_at) == (Status.BOOKED, at(affiliation, 12))
    told = set(OutgoingMail.objects.values_list("to", flat=True))
    assert told == {moved.patient.user.email, cancelled.patient.user.email}
    logged = set(AccessEvent.objects.values_list("patient", "action"))
    assert logged == {(moved.patient_id, "moved"), (cancelled.patient_id, "cancel")}
    noted = set(LogEntry.objects.values_list("object_id", flat=True))
    assert noted == {str(affiliation.pk), str(moved.pk), str(cancelled.pk)}


def test_an_appointment_without_a_decision_is_asked_about_again_with_the_others_kept(
    client: Client, affiliation: Affiliation
) -> None:
    first, second = booked(affiliation, 10, 11)

    response = decide(client, close(client, affiliation), **each(cancel=first))

    assert response.status_code == 200
    assert is_asked(response)
    assert "Choose what becomes of it." in response.text
    assert response.text.count(" checked") == 1
    assert not affiliation.time_off.exists()
    assert Appointment.objects.standing().filter(pk__in=[first.pk, second.pk]).count() == 2


def test_a_booking_of_meanwhile_is_asked_about_too(
    client: Client, affiliation: Affiliation
) -> None:
    booked(affiliation, 11)
    asked = close(client, affiliation)
    [later] = booked(affiliation, 10)

    response = decide(client, asked, all="leave")

    assert response.status_code == 409
    assert str(later.patient) in response.text
    assert not affiliation.time_off.exists()


def test_a_time_that_was_taken_meanwhile_saves_nothing_and_another_is_proposed(
    client: Client, affiliation: Affiliation
) -> None:
    visits = booked(affiliation, 10, 11)
    asked = close(client, affiliation)
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 12, 30))

    response = decide(client, asked, all="move")

    assert response.status_code == 409
    assert "Somebody else has booked this time." in response.text
    assert "1:00pm" in response.text
    assert not affiliation.time_off.exists()
    assert not OutgoingMail.objects.exists()
    decide(client, response, all="move")
    assert times(*visits) == [at(affiliation, 12), at(affiliation, 13)]


def test_what_was_outside_the_hours_before_is_not_asked_about(
    client: Client, affiliation: Affiliation
) -> None:
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 3))  # nobody works then

    response = close(client, affiliation)

    assert response.status_code == SAVED
    assert affiliation.time_off.exists()


def test_a_closed_centre_asks_about_the_appointments_of_everybody_there(
    client: Client, affiliation: Affiliation
) -> None:
    colleague = open_affiliation(centre=affiliation.centre)
    elsewhere = make_appointment(starts_at=at(affiliation, 11))
    visits = [*booked(affiliation, 11), *booked(colleague, 11)]
    form = {"time_off-0-reason": "Flood"} | time_off(at(affiliation, 0), hours=24)
    form |= {"name": affiliation.centre.name}

    asked = client.post(change_url(affiliation.centre), centre_form(affiliation.centre, **form))
    assert all(str(visit.patient) in asked.text for visit in visits)
    assert str(elsewhere.patient) not in asked.text
    decide(client, asked, all="cancel", because="closed")

    assert affiliation.centre.time_off.get().reason == "Flood"
    reasons = Appointment.objects.order_by("pk").values_list("cancelled_because", flat=True)
    assert sorted(reasons) == ["", "closed", "closed"]


def test_weekly_hours_that_end_ask_about_the_appointments_in_them(
    client: Client, affiliation: Affiliation
) -> None:
    [hit] = booked(affiliation, 11)
    form = affiliation_form(**kept_week(affiliation)) | {"working_hours-2-DELETE": "on"}

    asked = client.post(change_url(affiliation), form)
    decide(client, asked, **each(move=hit))

    hit.refresh_from_db()
    assert hit.starts_at == at(affiliation, 9) + timedelta(days=1)
    assert affiliation.working_hours.count() == 4


def test_extra_hours_that_are_removed_ask_about_the_appointments_in_them(
    client: Client, affiliation: Affiliation
) -> None:
    evening = at(affiliation, 19)
    extra = affiliation.extra_hours.create(starts_at=evening, ends_at=evening + timedelta(hours=2))
    hit = make_appointment(affiliation=affiliation, starts_at=evening)
    removed = rows(
        "extra_hours", {"id": extra.pk, "DELETE": "on"} | span(evening, hours=2), initial=1
    )

    asked = client.post(
        change_url(affiliation), affiliation_form(**kept_week(affiliation)) | removed
    )
    assert str(hit.patient) in asked.text
    decide(client, asked, all="leave")

    assert not affiliation.extra_hours.exists()
    assert Appointment.objects.standing().contains(hit)


def test_time_off_beside_the_appointments_asks_nothing(
    client: Client, affiliation: Affiliation
) -> None:
    booked(affiliation, 14)
    make_appointment(affiliation=affiliation, starts_at=at(affiliation, 11), status="cancelled")

    response = close(client, affiliation)

    assert response.status_code == SAVED
    assert affiliation.time_off.exists()


@pytest.mark.parametrize("button", ["_save", "_continue", "_addanother"])
def test_the_button_that_was_pressed_still_counts_after_the_decisions(
    client: Client, affiliation: Affiliation, button: str
) -> None:
    straight = close(client, affiliation, more={button: "x"})
    affiliation.time_off.all().delete()
    booked(affiliation, 11)

    asked = close(client, affiliation, more={button: "x"})
    response = decide(client, asked, all="leave")

    assert response.headers["Location"] == straight.headers["Location"]
    assert affiliation.time_off.count() == 1


def test_a_warning_waits_until_the_page_is_saved(client: Client, affiliation: Affiliation) -> None:
    booked(affiliation, 11)

    asked = close(client, affiliation, more={"provider_number": "1234567A"})
    assert shown_messages(asked) == ""
    response = decide(client, asked, all="leave")

    assert "does not fit its check character" in shown_messages(response)
    assert Affiliation.objects.get().provider_number == "1234567A"


def test_thousands_of_appointments_are_decided_in_one_form(
    client: Client, affiliation: Affiliation
) -> None:
    [hit] = booked(affiliation, 11)
    others = {str(uuid4()): "leave" for _ in range(5000)}

    response = decide(client, close(client, affiliation), all="leave", **others)

    assert response.status_code == SAVED
    assert Appointment.objects.standing().contains(hit)


def test_staff_of_another_centre_meet_nothing(client: Client, affiliation: Affiliation) -> None:
    [hit] = booked(affiliation, 11)
    client.force_login(receptionist(open_affiliation().centre))

    response = close(client, affiliation)

    assert response.status_code == 404
    assert str(hit.patient) not in response.text
    assert not affiliation.time_off.exists()
