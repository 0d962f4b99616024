"""The overview of a centre: how full it is, and what becomes of bookings."""

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import UserRequest
from accounts.exporting import TYPES, as_csv, escaped
from accounts.kept import admin_page
from appointments.statistics import Overview
from appointments.statistics import overview as overview_of
from appointments.views.desk.forms import PeriodForm
from appointments.views.desk.sections import Section, days_in_words, sections, shown
from centres.clock import ONE_DAY
from centres.kept import kept_centre_or_404
from centres.models import Centre


@require_safe
def overview(request: UserRequest, pk: int) -> HttpResponseBase:
    """The figures of a centre from `first` to `last`, or of the last twelve weeks. With
    `format=csv` a file with all tables, or with one `table`."""
    centre = kept_centre_or_404(request.user, pk)
    now = timezone.now()
    form = PeriodForm(request.GET, today=now.astimezone(centre.zone).date())
    is_known = form.is_valid()
    for error in form.non_field_errors():
        messages.warning(request, str(error))
    first, last = form.period()
    figures = overview_of(centre, first=first, last=last, now=now)
    told = sections(figures)
    if is_known and request.GET.get("format") == "csv":
        return _file(figures, [one for one in told if one.key == request.GET.get("table")] or told)
    return _page(request, figures, told, form)


def _page(
    request: UserRequest, figures: Overview, told: list[Section], form: PeriodForm
) -> HttpResponse:
    first, last = figures.first, figures.last
    length = last - first + ONE_DAY
    links = [
        ("Earlier", _query(first - length, last - length)),
        ("Last 12 weeks", _query(*form.last_weeks())),
        ("Later", _query(first + length, last + length)),
    ]
    context = {
        "title": f"Overview of {figures.centre}",
        "centre": figures.centre,
        "figures": figures,
        "in_short": _in_short(figures),
        "sections": told,
        "here": _query(first, last),
        "links": links,
    }
    return admin_page(request, "admin/centres/centre/overview.html", Centre, context)


def _in_short(figures: Overview) -> list[tuple[str, str]]:
    total, median = figures.total, figures.lead.median
    return [
        ("Bookings", shown(total.bookings)),
        ("Half hours used", shown(figures.use.share)),
        ("Missed visits", shown(total.missed_share)),
        ("Median lead time", shown(None) if median is None else days_in_words(median)),
        ("Cancelled", shown(total.cancelled_share)),
    ]


def _query(first: date, last: date) -> str:
    return "?" + urlencode({"first": first, "last": last})


def _file(figures: Overview, told: Sequence[Section]) -> HttpResponseBase:
    """One table as it is; several below one another, each under its title."""
    response = StreamingHttpResponse(as_csv(_lines(figures, told)), content_type=TYPES["csv"])
    name = f"overview-{figures.centre.pk}-{figures.first}-{figures.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(figures: Overview, told: Sequence[Section]) -> Iterator[list[str]]:
    if len(told) > 1:
        yield [escaped(str(figures.centre)), str(figures.first), str(figures.last)]
    for section in told:
        if len(told) > 1:
            yield []
            yield [section.title]
        yield from section.lines
