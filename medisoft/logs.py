"""What the site's log says."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest


def without_paths(record: logging.LogRecord) -> bool:
    """A filter that lets everything through; of a request it names the route and the row's id.
    Its path may hold what somebody typed, or the key of a link that opens an account."""
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
        record.args = tuple(
            _route(request) if value == request.path else value for value in record.args
        )
    return True


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return "no page of the site"
    row = match.kwargs.get("pk")
    return f"/{match.route}" if row is None else f"/{match.route} ({row})"


def without_traces_of_refusals(record: logging.LogRecord) -> bool:
    """A filter that lets everything through; of a refused request, such as 403, one line."""
    if getattr(record, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR) < 500:
        record.exc_info = None
    return True


class WithoutRows(logging.Formatter):
    """Of what the database says of a fault, the first line: in those that follow, PostgreSQL
    quotes the row that it refused, with all that somebody wrote."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 (the library's name)
        told = super().formatException(exc_info)
        for fault in _chain(exc_info[1]):
            if isinstance(fault, DatabaseError) and (words := str(fault)):
                told = told.replace(words, words.splitlines()[0])
        return told


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """A fault and those that led to it."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
