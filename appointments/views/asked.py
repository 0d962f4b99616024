"""What the query string of a page asks for."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest

from appointments.forms import DayForm


def asked_day(request: HttpRequest, *, otherwise: date) -> date:
    """The `day`, or `otherwise` where there is none; a warning says so of what is no day."""
    form = DayForm(request.GET)
    for error in form.errors.get("day", []):
        messages.warning(request, str(error))
    day: date | None = form.cleaned_data.get("day")
    return day or otherwise
