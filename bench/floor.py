"""F: the least that a page of this site can cost. Its session, who is logged in and all middleware
are those of every page; then one indexed query and a template of a few lines."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.decorators import UserRequest
from centres.models import Centre


@require_safe
def floor(request: UserRequest, pk: int) -> HttpResponse:
    return render(request, "bench/floor.html", {"centre": get_object_or_404(Centre, pk=pk)})
