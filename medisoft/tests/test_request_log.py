"""The id of a request, and the line that is written about it."""

import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.factories import PASSWORD, PatientFactory, staff_user, with_login
from medisoft.tests.written import Log, get_with_fault

PROXYS_ID = "5f2c1de0-proxy"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_is_told() -> Iterator[None]:
    logging.getLogger().setLevel(logging.INFO)
    yield
    logging.getLogger().setLevel(logging.WARNING)


def test_a_request_is_one_line_of_ids_and_numbers(log: Log, client: Client) -> None:
    patient = PatientFactory.create()
    client.force_login(patient.user)

    client.get(reverse("centres:search"), {"q": "Tony Marino"})

    line = log.line()
    told = {name: line[name] for name in ("message", "method", "page", "status", "user")}
    assert told == {
        "message": "answered",
        "method": "GET",
        "page": "centres:search",
        "status": 200,
        "user": patient.user.pk,
    }
    assert 0 < line["ms"] < 60_000
    assert "Marino" not in log.getvalue()


def test_who_logs_in_is_told_by_number(log: Log, client: Client) -> None:
    user = with_login(PatientFactory.create().user)

    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

    assert log.line()["user"] == user.pk
    assert user.email not in log.getvalue()


def test_a_name_in_the_place_of_a_row_of_the_admin_is_not_told(log: Log, client: Client) -> None:
    client.force_login(staff_user(is_superuser=True))

    client.get(reverse("admin:accounts_patient_change", args=["Tony Marino"]))

    assert log.lines()[0]["page"] == "admin:accounts_patient_change"
    assert "Marino" not in log.getvalue()


def test_a_method_that_somebody_made_up_is_not_told(log: Log, client: Client) -> None:
    client.generic("MARINO", "/")

    assert log.lines()[-1]["method"] == "other"
    assert "MARINO" not in log.getvalue()


def test_the_answer_and_all_lines_about_a_request_carry_one_id(log: Log, client: Client) -> None:
    answer = client.get("/nowhere/")

    assert len(answer.headers["X-Request-ID"]) == 32
    assert {line["request"] for line in log.lines()} == {answer.headers["X-Request-ID"]}
    assert len(log.lines()) == 2


def test_two_requests_have_two_ids(client: Client) -> None:
    ids = {client.get(reverse("healthz")).headers["X-Request-ID"] for _ in range(2)}

    assert len(ids) == 2


def test_a_fault_carries_the_id_of_its_request(log: Log) -> None:
    get_with_fault(reverse("healthz"), RuntimeError())

    fault, answered = log.lines()
    assert fault["request"] == answered["request"]
    assert answered["status"] == 500


def test_a_database_that_is_away_is_not_asked_once_more_for_the_user(
    log: Log, client: Client
) -> None:
    client.force_login(PatientFactory.create().user)
    asked: list[object] = []

    def fail(*args: object) -> None:
        asked.append(args)
        raise OperationalError

    client.raise_request_exception = False
    with connection.execute_wrapper(fail):
        client.get("/")

    assert (log.lines()[-1]["status"], log.lines()[-1]["user"]) == (503, None)
    assert len(asked) == 1


@pytest.mark.parametrize("sent", ["short", "a" * 65, "Tony Marino is ill", 'a"b\\cdefgh', "ä" * 9])
def test_an_id_that_is_not_well_formed_is_not_taken(
    client: Client, settings: Settings, sent: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    answer = client.get(reverse("healthz"), HTTP_X_REQUEST_ID=sent)

    assert answer.headers["X-Request-ID"] != sent


@pytest.mark.parametrize(("proxies", "taken"), [(0, False), (1, True)])
def test_an_id_is_taken_from_a_proxy_of_our_own_only(
    client: Client, settings: Settings, proxies: int, taken: bool
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    answer = client.get(reverse("healthz"), headers={"x-request-id": PROXYS_ID})

    assert (answer.headers["X-Request-ID"] == PROXYS_ID) is taken
