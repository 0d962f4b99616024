"""The hours of a week in the admin: on a page of each centre, and beside the form of a place."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import UserRequest
from accounts.kept import admin_page
from appointments.forms import monday_of
from appointments.views.asked import asked_day
from centres.clock import ONE_WEEK
from centres.kept import kept_centre_or_404
from centres.models import Affiliation, Centre
from centres.week import centre_week, provider_week


@require_safe
def week(request: UserRequest, pk: int) -> HttpResponse:
    """When everybody works at a centre, in the week around `day`."""
    centre = kept_centre_or_404(request.user, pk)
    monday = _monday(request, centre)
    context = {"title": f"Week of {centre}", "centre": centre, "week": centre_week(centre, monday)}
    context |= {"shown_day": monday, **_links(monday, centre)}
    return admin_page(request, "admin/centres/centre/week.html", Centre, context)


def week_beside(request: HttpRequest, place: Affiliation) -> dict[str, object]:
    """What the form of a place shows of the provider's week, around `day`."""
    monday = _monday(request, place.centre)
    shown = provider_week(place, monday, user=request.user)
    return {"week": shown, "centre": place.centre, **_links(monday, place.centre)}


def week_url(request: HttpRequest, centre: Centre) -> str:
    """The week of a centre around the `day` of the request."""
    path = reverse("admin:centres_centre_week", args=[centre.pk])
    return f"{path}?day={_monday(request, centre)}"


def _today(centre: Centre) -> date:
    return timezone.now().astimezone(centre.zone).date()


def _monday(request: HttpRequest, centre: Centre) -> date:
    return monday_of(asked_day(request, otherwise=_today(centre)))


def _links(monday: date, centre: Centre) -> dict[str, object]:
    today = _today(centre)
    links = [
        ("A week earlier", monday - ONE_WEEK),
        ("This week", monday_of(today)),
        ("A week later", monday + ONE_WEEK),
    ]
    return {"today": today, "monday": monday, "links": links}
