"""The home page of each role, and the health page."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from accounts.models import User


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "medisoft/home.html")


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database and the queue's table answer."""
    DBTaskResult.objects.exists()
    return HttpResponse("ok", content_type="text/plain")
