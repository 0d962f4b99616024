"""Which pages, and which of their reads, meet the replica. Here it is a second connection to the
test's own database; `test_replica_streaming.py` has a real one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connections,
    router,
    transaction,
)
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from pytest_django import Settings

from accounts import replicas
from accounts.factories import PatientFactory
from accounts.models import Patient, User
from accounts.replicas import JUST_WROTE, REPLICA, may_be_behind
from appointments.models import Appointment
from centres.factories import open_affiliation
from centres.models import Affiliation, Centre
from medisoft.replicas import BEHIND_SECONDS, MODELS
from medisoft.tests.every_page import furnish

PAGES = ["centres:search", "centres:centre", "centres:provider"]
JOINED = {"accounts_user"}


@pytest.fixture(autouse=True)
def _replica(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setattr(replicas, "_asked_again_at", 0.0)
    connections.settings[REPLICA] = connections.settings["default"]
    settings.DATABASE_ROUTERS = ["medisoft.replicas.Router"]
    connections[REPLICA].connect()  # by hand: a test may open none but its own
    yield
    connections[REPLICA].close()
    del connections[REPLICA]
    del connections.settings[REPLICA]


@pytest.fixture
def place() -> Affiliation:
    return open_affiliation()


@pytest.fixture
def reader(client: Client) -> Patient:
    """A patient, who is logged in."""
    patient = PatientFactory.create()
    client.force_login(patient.user)
    return patient


@contextmanager
def tables_read(alias: str) -> Iterator[set[str]]:
    """The tables that statements to a database name."""
    found: set[str] = set()

    def note(execute: Any, sql: str, *arguments: Any) -> Any:
        found.update(re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql))
        return execute(sql, *arguments)

    with connections[alias].execute_wrapper(note):
        yield found


def path_of(name: str, place: Affiliation) -> str:
    rows = {"centres:search": [], "centres:centre": [place.centre_id]}
    return reverse(name, args=rows.get(name, [place.provider_id]))


@pytest.mark.parametrize("name", PAGES)
def test_what_everybody_sees_comes_from_the_replica_and_all_else_from_the_primary(
    client: Client, reader: Patient, place: Affiliation, name: str
) -> None:
    shared = {apps.get_model(label)._meta.db_table for label in MODELS}

    with tables_read(REPLICA) as there, tables_read("default") as here:
        response = client.get(path_of(name, place))

    assert response.status_code == 200
    assert "centres_affiliation" in there
    assert there <= shared | JOINED
    assert here & shared <= {"centres_searchposting"}  # counted when the words are read
    of_times = {"centres_workinghours", "centres_extrahours", "centres_timeoff"}
    assert {"accounts_user", "appointments_bookedslot", "django_session"} | of_times <= here


@pytest.mark.parametrize("name", ["centres:centre", "centres:provider"])
def test_ratings_come_from_the_primary(
    client: Client, reader: Patient, place: Affiliation, name: str
) -> None:
    with tables_read("default") as here:
        client.get(path_of(name, place))

    assert here & {"centres_centrerating", "centres_providerrating"}


def test_no_other_page_meets_the_replica() -> None:
    site = furnish()
    met = set()

    for person, paths in site.paths.items():
        client = Client()
        if person in site.users:
            client.force_login(site.users[person])
        for path in paths:
            with tables_read(REPLICA) as there:
                client.get(path)
            if there:
                met.add(resolve(path.partition("?")[0]).view_name)

    assert met == set(PAGES)


@pytest.mark.parametrize("name", ["centres:centre", "centres:provider"])
def test_who_has_just_sent_a_form_reads_from_the_primary(
    client: Client, reader: Patient, place: Affiliation, name: str
) -> None:
    path = path_of(name, place)

    sent = client.post(f"{path}rate/", {"stars": "4"})
    with tables_read(REPLICA) as at_once:
        client.get(path)
    del client.cookies[JUST_WROTE]
    with tables_read(REPLICA) as later:
        client.get(path)

    assert sent.cookies[JUST_WROTE]["max-age"] == BEHIND_SECONDS
    assert sent.cookies[JUST_WROTE]["httponly"]
    assert sent.cookies[JUST_WROTE]["secure"]
    assert at_once == set()
    assert later


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError, ProgrammingError])
def test_a_replica_that_fails_is_left_alone_for_a_while(
    client: Client,
    reader: Patient,
    place: Affiliation,
    monkeypatch: pytest.MonkeyPatch,
    fault: type[DatabaseError],
) -> None:
    asked = []

    def refuse(*arguments: object) -> None:
        asked.append(arguments)
        raise fault

    with connections[REPLICA].execute_wrapper(refuse):
        answers = [client.get(path_of("centres:centre", place)) for _ in range(3)]
        times_asked = len(asked)
        monkeypatch.setattr(replicas, "_asked_again_at", 0.0)  # the while is over
        answers.append(client.get(path_of("centres:centre", place)))

    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(place.centre.name in answer.text for answer in answers)
    assert (times_asked, len(asked)) == (1, 2)


def test_a_row_of_the_replica_is_written_to_the_primary(place: Affiliation) -> None:
    @may_be_behind
    def view(request: object) -> HttpResponse:
        for found in Affiliation.objects.all():
            found.provider_number = "2429591X"
            found.save()
        return HttpResponse(Appointment.objects.count())

    with tables_read(REPLICA) as there, tables_read("default") as here:
        view(RequestFactory().get("/"))

    assert there == {"centres_affiliation"}
    assert {"centres_affiliation", "appointments_appointment"} <= here


def test_a_transaction_reads_nothing_from_the_replica(place: Affiliation) -> None:
    @may_be_behind
    def view(request: object) -> HttpResponse:
        with transaction.atomic():
            return HttpResponse(Centre.objects.count())

    with tables_read(REPLICA) as there:
        view(RequestFactory().get("/"))

    assert there == set()


def test_a_row_of_the_replica_leads_to_accounts_of_the_primary(place: Affiliation) -> None:
    @may_be_behind
    def view(request: object) -> HttpResponse:
        provider = Affiliation.objects.get().provider
        return HttpResponse(provider.user.email)

    with tables_read(REPLICA) as there:
        view(RequestFactory().get("/"))

    assert there == {"centres_affiliation", "accounts_provider"}


def test_nothing_is_migrated_on_the_replica() -> None:
    assert not router.allow_migrate_model(REPLICA, User)
    assert router.allow_migrate_model("default", User)


def test_without_a_replica_no_page_knows_of_one(client: Client, reader: Patient) -> None:
    configured = connections.settings.pop(REPLICA)

    sent = client.post(reverse("accounts:profile"), {"display": "dark"})
    found = client.get(reverse("centres:search"))

    connections.settings[REPLICA] = configured
    assert JUST_WROTE not in sent.cookies
    assert found.status_code == 200
