"""What every request passes through beside the libraries' middleware."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]

TOUCH_SECONDS = 60  # how stale the idle clock may be: a write a minute, not one a page


class SessionLimitsMiddleware:
    """Ends a session after its idle time and after its greatest age, both in seconds."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault("began", now)
            if now - began >= settings.MEDISOFT_SESSION_MAX_AGE:
                logout(request)
            elif now - request.session.get("seen", 0) >= TOUCH_SECONDS:
                request.session["seen"] = now  # saving it moves the expiry of the idle time
        return self.get_response(request)


class PersonalPagesMiddleware:
    """Keeps what one person saw out of shared caches and of the browser's back button."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response
