"""The real server with a real replica: what it reads there, and what happens when the replica is
behind or away."""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.factories import PASSWORD, PatientFactory, with_login
from accounts.models import User
from accounts.replicas import JUST_WROTE
from appointments.factories import make_appointment
from appointments.services import cancel
from appointments.tests.times import at
from centres.factories import open_affiliation
from centres.models import Affiliation, Centre
from medisoft.management.commands.run import HOST
from medisoft.tests.processes import LONGEST_WAIT, serving
from medisoft.tests.standby import Standby, standing_by
from medisoft.tests.test_races import post, session_in

pytestmark = [
    pytest.mark.races,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no replicas"),
]


@pytest.fixture(scope="module")
def replica(django_db_setup: None) -> Iterator[Standby]:
    with standing_by() as standby:
        yield standby


@pytest.fixture
def port(process_environment: dict[str, str], replica: Standby) -> Iterator[int]:
    """A server with the replica, and with static files as they are."""
    with serving(process_environment | replica.environment | {"DEBUG": "True"}) as port:
        yield port


@pytest.fixture
def gp(transactional_db: None) -> Affiliation:
    return open_affiliation()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return session_in(client)


def get(port: int, path: str, session: str, *cookies: str) -> tuple[int, str]:
    """The status of the answer and its text."""
    headers = {"Host": "localhost", "Cookie": "; ".join([f"sessionid={session}", *cookies])}
    with closing(HTTPConnection(HOST, port, timeout=LONGEST_WAIT)) as http:
        http.request("GET", path, headers=headers)
        response = http.getresponse()
        return response.status, response.read().decode()


def test_search_and_profiles_read_from_the_replica(
    port: int, replica: Standby, gp: Affiliation
) -> None:
    session = session_of(PatientFactory.create().user)
    replica.catch_up()

    for path in (
        "/search/?q=example",
        f"/centres/{gp.centre_id}/",
        f"/providers/{gp.provider_id}/",
    ):
        with replica.tables_read() as there:
            status, text = get(port, path, session)

        assert status == 200
        assert gp.centre.name in text
        assert "centres_affiliation" in there
        assert "appointments_bookedslot" not in there
    assert replica.ask("SELECT pg_is_in_recovery()") == "True"


def test_log_in_booking_history_and_who_opened_it_do_not(
    port: int, replica: Standby, gp: Affiliation
) -> None:
    user = with_login(PatientFactory.create().user)
    session = session_of(user)
    replica.catch_up()

    with replica.tables_read() as there:
        answers = [
            get(port, path, session)[0]
            for path in (f"/book/{gp.pk}/", "/appointments/", "/history/", "/history/access/")
        ]
        logged_in = post(port, "/accounts/login/", "", {"login": user.email, "password": PASSWORD})

    assert (logged_in, answers) == (302, [200] * 4)
    assert there == set()


def test_access_ends_at_once_though_the_replica_stands_still(
    port: int, replica: Standby, gp: Affiliation
) -> None:
    appointment = make_appointment(affiliation=gp, starts_at=at(gp, 10))
    patient, session = appointment.patient, session_of(gp.provider.user)
    before, _ = get(port, f"/patients/{patient.pk}/", session)
    with replica.standing_still():
        cancel(appointment=appointment, by=patient.user, now=timezone.now())
        stored = "SELECT status FROM appointments_appointment"

        after, _ = get(port, f"/patients/{patient.pk}/", session)

        assert replica.ask(stored) == "booked"
        assert (before, after) == (200, 404)


def test_only_who_has_just_sent_a_form_sees_what_a_replica_lacks(
    port: int, replica: Standby, gp: Affiliation
) -> None:
    path, session = f"/centres/{gp.centre_id}/", session_of(gp.provider.user)
    with replica.standing_still():
        Centre.objects.update(suburb="Coogee")

        _, for_others = get(port, path, session)
        _, for_the_author = get(port, path, session, f"{JUST_WROTE}=")

    assert "Randwick" in for_others
    assert "Coogee" in for_the_author


def test_the_end_of_the_replica_ends_no_page(port: int, replica: Standby, gp: Affiliation) -> None:
    path, session = f"/centres/{gp.centre_id}/", session_of(gp.provider.user)
    replica.catch_up()
    with replica.tables_read() as there:
        get(port, path, session)
    replica.stop()
    try:
        answers = [get(port, path, session) for _ in range(12)]  # more than there are threads
    finally:
        replica.start()

    assert there
    assert all(status == 200 and gp.centre.name in text for status, text in answers)
