"""What the site's log says, and what it leaves out."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.db import connection
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
