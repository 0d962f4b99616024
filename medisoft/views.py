"""The home page of each role, and the health page."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseFault
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database and the queue's table answer, else 503."""
    try:
        DBTaskResult.objects.exists()
    except DatabaseFault:
        return HttpResponse("The database does not answer.", "text/plain", status=503)
    return HttpResponse("ok", "text/plain")
