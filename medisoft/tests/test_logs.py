"""What the site's log says, and what it leaves out."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from accounts.factories import staff_user


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the console's handler writes."""
    handlers = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    (console,) = handlers
    written = StringIO()
    before = console.setStream(written)
    yield written
    if before is not None:
        console.setStream(before)


def test_a_refusal_is_one_line(log: StringIO, client: Client, db: None) -> None:
    client.force_login(staff_user())

    response = client.get(reverse("appointments:list"))

    assert response.status_code == 403
    assert len(log.getvalue().splitlines()) == 1
    assert "Forbidden (Permission denied): /appointments/" in log.getvalue()


def test_an_unknown_host_is_one_line(log: StringIO, client: Client, db: None) -> None:
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert len(log.getvalue().splitlines()) == 1


def test_a_fault_of_the_program_is_told_with_its_trace(log: StringIO, db: None) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("something")

    with connection.execute_wrapper(fail):
        Client(raise_request_exception=False).get(reverse("healthz"))

    assert "RuntimeError: something" in log.getvalue()


def test_a_link_that_opens_an_account_is_not_told(log: StringIO, db: None) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("something")

    link = reverse("account_reset_password_from_key", args=["5", "dimne5-cc49"])
    with connection.execute_wrapper(fail):
        Client(raise_request_exception=False).get(link)

    assert "Internal Server Error: /accounts/" in log.getvalue()
    assert "dimne5" not in log.getvalue()


def test_a_path_that_somebody_made_up_is_not_told(log: StringIO, client: Client, db: None) -> None:
    client.force_login(staff_user())

    client.get("/tony-marino-is-ill/")

    assert "Not Found: no page of the site" in log.getvalue()


def test_the_row_that_a_request_was_about_is_told(log: StringIO, client: Client, db: None) -> None:
    client.force_login(staff_user())

    client.get(reverse("centres:centre", args=[4711]))

    assert "Not Found: /centres/<int:pk>/ (4711)" in log.getvalue()


def test_the_row_that_the_database_refused_is_not_told(log: StringIO, db: None) -> None:
    words = "a check\nDETAIL:  Failing row contains (gonalgia,\nsynovitis)."

    def fail(*args: object) -> None:
        try:
            raise IntegrityError(words)
        except IntegrityError as fault:
            raise RuntimeError from fault

    with connection.execute_wrapper(fail):
        Client(raise_request_exception=False).get(reverse("healthz"))

    assert "IntegrityError: a check\n" in log.getvalue()
    assert "gonalgia" not in log.getvalue()
    assert "synovitis" not in log.getvalue()
