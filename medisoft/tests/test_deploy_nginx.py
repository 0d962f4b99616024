"""nginx as `deploy/` configures it: what it passes on, what it answers itself, what it keeps."""

import json
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from conftest import IN_CI
from medisoft.management.commands.run import HOST
from medisoft.tests.nginx import NAME, NGINX, Server, running

pytestmark = [
    pytest.mark.skipif(NGINX is None and not IN_CI, reason="nginx is missing"),
    pytest.mark.races,
]

AWAY_PAGE = "<h1>MediSoft is away for a moment</h1>"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    public = tmp_path / "public"
    public.mkdir()
    (public / "503.html").write_text(AWAY_PAGE)
    return tmp_path


def test_a_request_that_may_be_repeated_goes_to_the_process_that_answers(here: Path) -> None:
    breaking, good = Server(answers=False), Server(answers=True)

    with running(here, breaking, good) as nginx:
        answers = [nginx.ask("/")[0].status for _ in range(4)]

    assert answers == [200] * 4
    assert breaking.asked


def test_a_post_that_was_taken_is_not_sent_again(here: Path) -> None:
    servers = Server(answers=False), Server(answers=False)

    with running(here, *servers) as nginx:
        answer, _ = nginx.ask("/", "POST")

    assert answer.status == 503
    assert servers[0].asked + servers[1].asked == ["POST"]


def test_a_post_that_nobody_took_goes_to_the_process_that_answers(here: Path) -> None:
    good = Server(answers=True)

    with running(here, None, good) as nginx:
        answers = [nginx.ask("/", "POST")[0].status for _ in range(4)]

    assert answers == [200] * 4
    assert good.asked == ["POST"] * 4


def test_while_both_processes_are_away_a_page_says_so(here: Path) -> None:
    with running(here, None, None) as nginx:
        answer, page = nginx.ask("/search/")

    assert (answer.status, page) == (503, AWAY_PAGE)
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_the_site_believes_of_a_proxy_is_nginxs_own_word(here: Path) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Request-ID": "chosen-by-a-stranger",
    }

    with running(here, Server(answers=True)) as nginx:
        told = json.loads(nginx.ask("/", headers=forged)[1])

    assert told["X-Forwarded-For"] == HOST
    assert told["X-Forwarded-Proto"] == "https"
    assert told["Host"] == NAME
    assert len(told["X-Request-ID"]) == 32


def test_no_log_holds_what_somebody_typed(here: Path) -> None:
    with running(here, Server(answers=True), None) as nginx:
        nginx.ask("/search/?q=marino")
    with running(here, None, None) as nginx:
        nginx.ask("/tony/marino/", "POST")

    logs = "".join(log.read_text() for log in here.glob("*.log"))
    first = json.loads(logs.splitlines()[0])
    assert "marino" not in logs
    assert (first["status"], first["method"]) == (200, "GET")
    assert len(first["request"]) == 32


def test_plain_http_is_led_to_https(here: Path) -> None:
    with (
        running(here, Server(answers=True)) as nginx,
        closing(HTTPConnection(HOST, nginx.http)) as connection,
    ):
        connection.request("GET", "/search/?q=x", headers={"Host": NAME})
        answer = connection.getresponse()

    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{NAME}/search/?q=x"


def test_files_of_all_releases_are_served_for_good(here: Path) -> None:
    (here / "public" / "static").mkdir()
    (here / "public" / "static" / "theme.1a2b.css").write_text("body {}")

    with running(here, None) as nginx:
        answer, text = nginx.ask("/static/theme.1a2b.css")

    assert text == "body {}"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_body_that_is_too_large_never_reaches_the_site(here: Path) -> None:
    server = Server(answers=True)

    with running(here, server) as nginx:
        answer, _ = nginx.ask("/", "POST", headers={"Content-Length": str(21 * 1024 * 1024)})

    assert answer.status == 413
    assert server.asked == []


def test_the_files_of_an_import_are_never_written_to_a_disk(here: Path) -> None:
    with running(here, Server(answers=True)) as nginx:
        (here / "body").rmdir()  # where else it would write them
        kept, _ = nginx.ask("/admin/centres/centre/import/", "POST", body=bytes(10_000_000))
        written, _ = nginx.ask("/", "POST", body=bytes(10_000_000))

    assert kept.status == 200
    assert written.status == 500
