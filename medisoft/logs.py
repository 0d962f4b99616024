"""The site's log: one JSON object a line, with ids and never what somebody wrote.

A fault is told by its type and by the places in the code that it passed: its own words may hold a
name, or the row that the database refused. Of libraries, only the lines that are known to hold ids
are told in words, the others by where they were written.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from traceback import walk_tb
from uuid import UUID

from django.http import HttpRequest

ID_HEADER = "HTTP_X_REQUEST_ID"  # X-Request-ID, as a WSGI server hands it on
TOLD = {"accounts", "appointments", "centres", "django_tasks", "medisoft", "records", "referrals"}
NO_PAGE = "no page of the site"

_about: ContextVar[Mapping[str, str]] = ContextVar("about")


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Let every line that is written meanwhile carry these ids."""
    before = _about.set({name: str(value) for name, value in ids.items()})
    try:
        yield
    finally:
        _about.reset(before)


def without_traces_of_refusals(record: logging.LogRecord) -> bool:
    """A filter that lets everything through; of a refused request, such as 403, one line."""
    if getattr(record, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR) < 500:
        record.exc_info = None
    return True


def route(request: HttpRequest) -> dict[str, str]:
    """The name of a request's page and the id of its row. Its path may hold what somebody typed,
    or the key of a link that opens an account."""
    match = request.resolver_match
    if match is None:
        return {"page": NO_PAGE}
    row = match.kwargs.get("pk", match.kwargs.get("object_id"))
    return {"page": match.view_name} | ({"row": str(row)} if _is_id(row) else {})


def _is_id(value: object) -> bool:
    """Whether it is a row's number or UUID: the admin takes any text for one."""
    try:
        return isinstance(value, int | UUID) or str(value).isdecimal() or bool(UUID(str(value)))
    except ValueError:
        return False


class JsonLine(logging.Formatter):
    """A line of the log as JSON, in UTC. `facts` are what the writer of a line adds to it."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_about.get({}),
            **_request(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and (fault := record.exc_info[1]):
            facts["faults"] = [_told(each) for each in _chain(fault)]
        return json.dumps(facts)


class Readable(logging.Formatter):
    """A line for the terminal of a developer, in full."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        facts: Mapping[str, object] = getattr(record, "facts", {})
        told = (f"{name}={value}" for name, value in facts.items())
        return " ".join([super().formatMessage(record), *told])


def _message(record: logging.LogRecord) -> str:
    status = getattr(record, "status_code", None)
    if status is not None:
        return HTTPStatus(status).phrase
    if record.name.partition(".")[0] in TOLD:
        return record.getMessage()
    return f"{record.module}:{record.lineno}"


def _request(record: logging.LogRecord) -> dict[str, str]:
    """What Django's lines tell of a request that has been answered: it is named no longer."""
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return {}
    name = request.META.get(ID_HEADER)
    return ({"request": name} if name else {}) | route(request)


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """A fault and those that led to it, as many as Python would print."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def _told(fault: BaseException) -> dict[str, object]:
    kind = type(fault)
    places = [
        f"{frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(fault.__traceback__)
    ]
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "places": places}
