"""The pages of what goes wrong: with the database, with the program, with what was sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.factories import PatientFactory


@pytest.fixture
def quiet_client() -> Client:
    """A client that meets the error page, as a browser does, and not the exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def database_away(db: None) -> Iterator[None]:
    def refuse(*args: object) -> None:
        raise OperationalError("connection to server at 10.0.0.9 failed")

    with connection.execute_wrapper(refuse):
        yield


def test_a_fault_in_a_view_answers_503_without_a_trace(
    quiet_client: Client, database_away: None
) -> None:
    response = quiet_client.post(
        reverse("account_login"), {"login": "somebody@example.com", "password": "wrong"}
    )

    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert b"10.0.0.9" not in response.content


@pytest.fixture
def locked_database(shared_cache: None) -> Iterator[None]:
    def refuse(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith("INSERT INTO"):
            raise OperationalError("database is locked")
        return execute(sql, *arguments)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def full_disk(shared_cache: None) -> Iterator[None]:
    """A database that refuses to write the cache as it would on a full disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
            yield
            cursor.execute("PRAGMA query_only = OFF")
        else:
            cursor.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN RAISE disk_full; END'"
            )
            cursor.execute(
                "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON cache "
                "EXECUTE FUNCTION refuse()"
            )
            yield


@pytest.mark.parametrize("fault", ["locked_database", "full_disk"])
def test_a_locked_or_full_database_is_not_taken_for_too_many_tries(
    quiet_client: Client, request: pytest.FixtureRequest, fault: str
) -> None:
    request.getfixturevalue(fault)

    with transaction.atomic():
        response = quiet_client.post(
            reverse("account_login"), {"login": "somebody@example.com", "password": "wrong"}
        )
        transaction.set_rollback(True)  # PostgreSQL answers nothing more after a fault

    assert response.status_code == 503
    assert b"Too many tries" not in response.content


def test_a_fault_in_a_middleware_answers_503_too(quiet_client: Client, db: None) -> None:
    quiet_client.force_login(PatientFactory.create().user)

    def refuse(*args: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(refuse):
        response = quiet_client.get(reverse("home"))

    assert response.status_code == 503


def test_a_session_that_cannot_be_written_answers_503(quiet_client: Client, db: None) -> None:
    quiet_client.force_login(PatientFactory.create().user)
    quiet_client.post(reverse("accounts:profile"), {"display": "dark"})  # leaves a message

    def refuse(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith("UPDATE") and "django_session" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, *arguments)

    with connection.execute_wrapper(refuse):
        response = quiet_client.get(reverse("accounts:profile"))

    assert response.status_code == 503


def test_the_health_page_says_that_the_database_is_away(
    client: Client, database_away: None
) -> None:
    response = client.get(reverse("healthz"))

    assert response.status_code == 503
    assert b"10.0.0.9" not in response.content


def test_the_health_page_is_well_while_the_database_answers(client: Client, db: None) -> None:
    response = client.get(reverse("healthz"))

    assert response.status_code == 200


def test_another_fault_answers_500_without_a_trace(quiet_client: Client, db: None) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("something only the log may say")

    with connection.execute_wrapper(fail):
        response = quiet_client.get(reverse("healthz"))

    assert response.status_code == 500
    assert b"only the log" not in response.content


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/no/such/page/", "/centres/987654321/"])
def test_what_is_not_there_meets_a_page_in_our_words(
    client: Client, db: None, settings: Settings, path: str, debug: bool
) -> None:
    settings.DEBUG = debug
    client.force_login(PatientFactory.create().user)

    response = client.get(path)

    assert response.status_code == 404
    assert b"Page not found" in response.content
    assert b"URLconf" not in response.content


@pytest.mark.parametrize(
    ("body", "status"),
    [("full_name=" + "x" * 3_000_000, 413), ("&".join("a=1" for _ in range(10_001)), 400)],
)
def test_a_form_that_is_too_large_meets_a_page_in_our_words(
    quiet_client: Client, db: None, body: str, status: int
) -> None:
    user = PatientFactory.create(user__full_name="Tony Marino").user
    quiet_client.force_login(user)

    response = quiet_client.post(
        reverse("accounts:profile"), body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == status
    assert b"Nothing was saved" in response.content
    user.refresh_from_db()
    assert user.full_name == "Tony Marino"
