"""Error pages that need more than their template."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

AWAY_SECONDS = 10  # when to ask again after a 503


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429, with how long to wait for people and for programs (seconds): the longest window that
    a limit has, since the library does not say which one was met."""
    response = render(
        request,
        "429.html",
        {"minutes": settings.LOGIN_LOCK_MINUTES},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    response["Retry-After"] = str(settings.LOGIN_LOCK_MINUTES * 60)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 for a form larger than DATA_UPLOAD_MAX_MEMORY_SIZE, 400 for what no browser sends.

    The page is rendered without the request: its host may be the fault.
    """
    is_too_large = isinstance(exception, RequestDataTooBig)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_large else HTTPStatus.BAD_REQUEST
    return HttpResponse(render_to_string("400.html"), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away, full or locked, else 500.

    Django calls it wherever the fault arose, in a view or in a middleware, while handling it.
    The page is rendered without the request: it needs neither session nor database.
    """
    if not isinstance(sys.exception(), OperationalError | InterfaceError):
        return defaults.server_error(request)
    response = HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(AWAY_SECONDS)
    return response
