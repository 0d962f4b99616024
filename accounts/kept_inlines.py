"""Rows on the pages of others in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class KeptInline(admin.options.InlineModelAdmin[Any, Any]):
    """Rows on the page of another, which whoever may change that one may write: at most `max_num`
    at once. Django's limit, 1,000 more than that, lets one small post cost half a minute."""

    max_num = 200

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs.setdefault("absolute_max", self.get_max_num(request, obj))
        return super().get_formset(request, obj, **kwargs)

    def _may(self, request: HttpRequest, row: Any) -> bool:
        return self.admin_site._registry[self.parent_model].has_change_permission(request, row)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)
