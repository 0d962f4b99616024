"""What every request passes through beside the libraries' middleware."""

import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.defaults import page_not_found

from accounts.models import User

Respond = Callable[[HttpRequest], HttpResponse]

METHODS = ["GET", "HEAD", "POST"]
LONGEST_QUERY = 1000  # characters
BY_ITSELF = "X-By-Itself"  # what a page sends along when nobody asked it to
TOUCH_SECONDS = 60  # how stale the idle clock may be: a write a minute, not one a page


class OwnMissingPageMiddleware:
    """Shows the site's own page for what is not there with DEBUG too, under which Django lists
    every path of the site. Faults of the program keep Django's page, with their trace."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == HTTPStatus.NOT_FOUND:
            return page_not_found(request, Http404())
        return response


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
            elif BY_ITSELF in request.headers:
                pass  # a page that looks for news must not hold the session of an empty desk open
            elif now - request.session.get("seen", 0) >= TOUCH_SECONDS:
                request.session["seen"] = now  # saving it moves the expiry of the idle time
        return self.get_response(request)


class PersonalPagesMiddleware:
    """Keeps what one person saw out of shared caches and of the browser's back button."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response


class IncompleteAccountMiddleware:
    """Answers 403 to a patient or provider of whom there is nothing but the account. None comes
    about on the site or by an import; `manage.py check_integrity` names those made otherwise."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        lacking = (
            User.patient.RelatedObjectDoesNotExist,
            User.provider.RelatedObjectDoesNotExist,
        )
        if not isinstance(exception, lacking):
            return None
        return render(request, "403.html", {"is_incomplete": True}, status=HTTPStatus.FORBIDDEN)


class TwoStepLoginMiddleware:
    """Leads everybody whose role must log in in two steps to set that up before anything else.

    Raises ImproperlyConfigured at the start for a role that does not exist.
    """

    always_open = frozenset({"account_logout", "account_reauthenticate", "healthz"})
    # Recovery codes are only for those who lost one of these.
    second_steps = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        unknown = set(settings.MEDISOFT_MFA_REQUIRED_ROLES).difference(User.Role.values)
        if unknown:
            raise ImproperlyConfigured(
                f"MEDISOFT_MFA_REQUIRED_ROLES has unknown roles: {', '.join(sorted(unknown))}."
            )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        user = request.user
        if (
            not user.is_authenticated
            or user.role not in settings.MEDISOFT_MFA_REQUIRED_ROLES
            or name in self.always_open
            or (name or "").startswith("mfa_")
            or is_mfa_enabled(user, self.second_steps)
        ):
            return None
        messages.warning(request, "Set up two-step log-in first. Your clinic requires it.")
        return redirect("mfa_index")


class MethodsMiddleware:
    """Answers 405 to every method but the three that pages have. The library's views take a PUT
    for a POST."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        return None if request.method in METHODS else HttpResponseNotAllowed(METHODS)


class AdminQueryMiddleware:
    """Answers 400 to an address of the admin that the database would fail on: PostgreSQL on a
    NUL, SQLite on hundreds of words to search for. The site's own forms refuse both in words."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        """Raises `BadRequest`."""
        match = request.resolver_match
        if match is None or match.app_name != "admin":
            return
        query = request.META["QUERY_STRING"]
        if len(query) > LONGEST_QUERY or "\0" in unquote(query):
            raise BadRequest("The query string is too long or holds a NUL.")
