"""A name for every request, and a line of the log about it."""

import logging
import re
import time
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from medisoft.logs import ID_HEADER, about, route
from medisoft.middleware import METHODS, Respond

WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")

logger = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Gives each request an id, which the answer and every line of the log about it carry."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        request.META[ID_HEADER] = name = request_id(request)
        with about(request=name):
            response = self.get_response(request)
            response["X-Request-ID"] = name
            logger.info("answered", extra={"facts": facts(request, response, began)})
        return response


def request_id(request: HttpRequest) -> str:
    """That of the proxy before the site, else a new one: what a stranger sends is believed in
    nothing."""
    told: str = request.META.get(ID_HEADER, "")
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and WELL_FORMED.fullmatch(told):
        return told
    return uuid4().hex


def facts(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, object]:
    """Ids, names of the code's own, and numbers."""
    return {
        "method": request.method if request.method in METHODS else "other",
        **route(request),
        "status": response.status_code,
        "ms": round((time.monotonic() - began) * 1000),
        "user": user_id(request),
    }


def user_id(request: HttpRequest) -> int | None:
    """Of whoever is logged in, as far as it is known: the database may be away."""
    user = vars(request).get("user")  # until somebody asks for it, a promise to load it
    loaded = getattr(user, "_wrapped", user)
    return getattr(loaded, "pk", None)
