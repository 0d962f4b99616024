"""The home page of each role, and the health page."""

from typing import NoReturn

from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseFault
from django.db.models import Case, F, Min, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from accounts.decorators import UserRequest
from centres.models import Centre
from medisoft.home import patient_home, provider_home


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """By role. Staff work in the admin, once it holds anything for them: on the day sheet of their
    centre, if it is one."""
    if request.user.is_patient:
        return patient_home(request)
    if request.user.is_provider:
        return provider_home(request)
    if request.user.has_admin_pages:
        centres = Centre.objects.kept_by(request.user)[:2]
        if len(centres) == 1 and not request.user.is_superuser:
            return redirect("admin:centres_centre_day", centres[0].pk)
        return redirect("admin:index")
    return render(request, "medisoft/home_staff.html")


def no_shortcut(request: HttpRequest, key: str) -> NoReturn:
    """Raises `Http404` where the admin would lead from a row's id to its page on the site: it
    loads any row, whoever keeps it, and no row has such a page."""
    raise Http404


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database and the queue's table answer, else 503. It tells for how many seconds
    the oldest task that is due has waited, so that a monitor hears of a worker that is away; the
    site goes on without one, and stays in service."""
    now = timezone.now()
    # A task that is due at once has a date far ahead as the one after which it runs.
    due_since = Case(When(run_after__gt=now, then=F("enqueued_at")), default=F("run_after"))
    try:
        oldest = DBTaskResult.objects.ready().aggregate(since=Min(due_since))["since"]
    except DatabaseFault:
        return HttpResponse("The database does not answer.", "text/plain", status=503)
    seconds = int((now - oldest).total_seconds()) if oldest else 0
    return HttpResponse(f"ok\nqueue: {seconds} s\n", "text/plain")
