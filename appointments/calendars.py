"""An appointment as an iCalendar file (RFC 5545 and, for its method, RFC 5546)."""

from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vCalAddress

from appointments.models import Appointment


def calendar_of(appointment: Appointment, *, now: datetime) -> tuple[str, bytes]:
    """The method (PUBLISH, or CANCEL for a cancelled one) and the file.

    The UID stays with the appointment and SEQUENCE rises with each change, so that a calendar
    replaces what it has. Nothing clinical is in it: calendars are shared.
    """
    is_cancelled = appointment.status == Appointment.Status.CANCELLED
    method = "CANCEL" if is_cancelled else "PUBLISH"
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//MediSoft//{settings.SITE_HOST}//EN")
    calendar.add("method", method)
    calendar.add_component(_event(appointment, is_cancelled=is_cancelled, now=now))
    return method, calendar.to_ical()


def _event(appointment: Appointment, *, is_cancelled: bool, now: datetime) -> Event:
    centre = appointment.centre
    event = Event()
    event.add("uid", str(appointment.pk))  # without the host, which may change (RFC 7986, 5.3)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("summary", f"Appointment with {appointment.provider}")
    event.add("location", f"{centre}, {centre.address}")
    event.add("url", settings.SITE_URL + reverse("appointments:detail", args=[appointment.pk]))
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    event.add("organizer", vCalAddress(f"mailto:{sender}"))  # RFC 5546, 3.2.1: required
    return event
