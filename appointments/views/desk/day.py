"""The day sheet of a centre."""

from datetime import date, datetime
from http import HTTPStatus

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import UserRequest
from accounts.kept import admin_page
from appointments.desk import centre_day
from appointments.desk_rows import version_of
from appointments.views.asked import asked_day
from appointments.views.desk.sheet import absent_of, columns_of, offs_of, rows_of
from centres.clock import ONE_DAY, ONE_WEEK, day_in_words
from centres.kept import kept_centre_or_404
from centres.models import Centre

SHEET = "admin/centres/centre/_sheet.jinja"


def day_url(centre: Centre, moment: datetime) -> str:
    """The day sheet on which an instant stands."""
    path = reverse("admin:centres_centre_day", args=[centre.pk])
    return f"{path}?day={moment.astimezone(centre.zone).date()}"


@require_safe
def day(request: UserRequest, pk: int) -> HttpResponse:
    """All providers of a centre against the clock. With `seen`, which the page itself asks with
    every few seconds: the sheet alone, or 204 while it is as it was seen."""
    centre = kept_centre_or_404(request.user, pk)
    now = timezone.now()
    today = now.astimezone(centre.zone).date()
    chosen = asked_day(request, otherwise=today)
    seen = request.GET.get("seen")
    if seen is not None and seen == version_of(centre, chosen, now=now):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    sheet, token = centre_day(centre, chosen, now=now), get_token(request)
    context: dict[str, object] = {
        "centre": centre,
        "sheet": sheet,
        "offs": offs_of(sheet, centre),
        "columns": columns_of(sheet),
        "rows": rows_of(sheet, centre, now=now, token=token),
        "absent": absent_of(sheet),
        "is_over": chosen < today,
    }
    if seen is not None:
        return render(request, SHEET, context, using="jinja2")
    context |= {"title": f"Day sheet of {centre}", "is_today": chosen == today}
    context["csrf_token"] = token  # for the frame, which would make another
    context |= {"links": _links(chosen, today), "shown_day": chosen, "day": day_in_words(chosen)}
    return admin_page(request, "admin/centres/centre/day.html", Centre, context)


def _links(chosen: date, today: date) -> list[tuple[str, str, bool]]:
    """To other days: in words, the day, and whether it is the one that is shown."""
    days = {
        "A week earlier": chosen - ONE_WEEK,
        "A day earlier": chosen - ONE_DAY,
        "Today": today,
        "A day later": chosen + ONE_DAY,
        "A week later": chosen + ONE_WEEK,
    }
    return [(words, str(day), day == chosen) for words, day in days.items()]
