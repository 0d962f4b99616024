"""What the site's log says, and what it leaves out."""

import logging
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, staff_user
from medisoft.logs import Readable
from medisoft.tests.written import Log, get_with_fault


def test_a_refusal_is_one_line(log: Log, client: Client) -> None:
    client.force_login(staff_user())

    client.get(reverse("appointments:list"))

    line = log.line()
    assert (line["message"], line["page"]) == ("Forbidden", "appointments:list")
    assert (line["level"], line["logger"]) == ("WARNING", "django.request")


def test_an_unknown_host_is_one_line_that_does_not_repeat_it(log: Log, client: Client) -> None:
    client.get("/", headers={"host": "evil.example"})

    assert log.line()["message"] == "Bad Request"
    assert "evil" not in log.getvalue()


def test_a_fault_of_the_program_is_told_by_types_and_places(log: Log) -> None:
    get_with_fault(reverse("healthz"), RuntimeError("Tony"), KeyError("Marino"))

    line = log.line()
    assert (line["message"], line["page"]) == ("Internal Server Error", "healthz")
    assert [fault["type"] for fault in line["faults"]] == [
        "builtins.RuntimeError",
        "builtins.KeyError",
    ]
    assert any(
        place.startswith("medisoft.views:") and place.endswith(" healthz")
        for place in line["faults"][0]["places"]
    )


def test_what_a_fault_says_is_not_told(log: Log) -> None:
    words = "a check\nDETAIL:  Failing row contains (gonalgia,\nsynovitis)."
    try:
        raise IntegrityError(words)
    except IntegrityError as refusal:
        get_with_fault(reverse("healthz"), RuntimeError("Tony Marino"), refusal)

    assert "IntegrityError" in log.getvalue()
    for word in ("a check", "gonalgia", "synovitis", "Tony"):
        assert word not in log.getvalue()


def test_a_link_that_opens_an_account_is_not_told(log: Log) -> None:
    link = reverse("account_reset_password_from_key", args=["5", "dimne5-cc49"])

    get_with_fault(link, RuntimeError())

    assert log.line()["page"] == "account_reset_password_from_key"
    assert "dimne5" not in log.getvalue()


def test_a_path_that_somebody_made_up_is_not_told(log: Log, client: Client) -> None:
    client.force_login(staff_user())

    client.get("/tony-marino-is-ill/")

    assert log.line()["page"] == "no page of the site"


@pytest.mark.parametrize(
    ("page", "row"), [("centres:centre", 4711), ("appointments:detail", uuid4())]
)
def test_the_row_that_a_request_was_about_is_told(
    log: Log, client: Client, page: str, row: object
) -> None:
    client.force_login(PatientFactory.create().user)

    client.get(reverse(page, args=[row]))

    assert (log.line()["page"], log.line()["row"]) == (page, str(row))


def test_of_a_library_only_the_place_is_told(log: Log) -> None:
    logging.getLogger("some.library").error("no such name: %s", "Tony Marino")

    assert log.line()["message"].startswith("test_logs:")
    assert log.line()["logger"] == "some.library"


def test_the_time_is_in_utc_and_to_the_millisecond(log: Log) -> None:
    record = logging.makeLogRecord(
        {"name": "medisoft", "levelno": logging.INFO, "created": 1_764_000_000.0625}
    )

    logging.getLogger("medisoft").handle(record)

    assert log.line()["time"] == "2025-11-24T16:00:00.062+00:00"


def test_a_developer_reads_words_and_facts() -> None:
    record = logging.makeLogRecord({"msg": "answered", "facts": {"status": 200, "ms": 12}})

    assert Readable("%(message)s").format(record) == "answered status=200 ms=12"
