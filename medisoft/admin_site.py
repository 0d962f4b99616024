"""The admin's frame."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from accounts.models import User


class Site(AdminSite):
    """Django's, but it puts together once a process which models there are: what somebody may see
    of them follows from the role (`KeptAdmin`), and to ask each for each page takes as long as a
    query or two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._app_lists: dict[tuple[object, ...], list[Any]] = {}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        user = request.user
        if not isinstance(user, User):
            return super().get_app_list(request, app_label)
        role = (user.is_active, user.is_superuser, user.has_admin_pages)
        key = (*role, app_label, request.META.get("SCRIPT_NAME"))
        if key not in self._app_lists:
            self._app_lists[key] = super().get_app_list(request, app_label)
        return self._app_lists[key]
