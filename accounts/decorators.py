"""Which roles a page is for. Another role meets 403, nobody at all the log-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User


class UserRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User


class PatientRequest(UserRequest):
    """A request of a patient."""


class ProviderRequest(UserRequest):
    """A request of a provider."""


View = Callable[..., HttpResponseBase]


def _for_roles(*roles: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if cast(User, request.user).role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def for_superusers(view: View) -> View:
    """A page of the admin that is about the whole site: other staff meet 403."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not cast(User, request.user).is_superuser:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


for_patients = _for_roles(User.Role.PATIENT)
for_providers = _for_roles(User.Role.PROVIDER)
for_patients_and_providers = _for_roles(User.Role.PATIENT, User.Role.PROVIDER)
