"""The day sheet in words. A sheet has hundreds of cells, and a template is slow to put the words of
one together: here it is done once a column, once a row, and once a visit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.paths import path_of
from appointments.desk import Cell, CentreDay
from appointments.desk_rows import Visit
from appointments.models import Appointment
from centres.clock import clock_time, iso_at
from centres.models import Centre

Status = Appointment.Status
STATES = dict(Status.choices)

# `format_html` takes ten times as long to fill one of these, and a sheet has hundreds. So names and
# phones, which alone are anybody's text, are escaped by hand; all else is ids and words of ours.
CLOSED = '<td class="sheet-closed"></td>'
FREE = (
    '<td class="sheet-free"><a id="free-{pk}-{second}" href="{path}?slots={slots}" '
    'aria-label="Book {clock} with {name}">Book</a> <span class="sheet-paper">free</span></td>'
)
VISIT = (
    '<td class="sheet-visit sheet-{status}"{span}><a id="visit-{pk}" href="{path}">{name}</a> '
    '{phone}<span class="sheet-state">{state}</span>{marks}</td>'
)
SPAN = ' rowspan="{}"'
PHONE = '<span class="sheet-paper">{}</span> '
MARKS = (
    '<form method="post" action="{path}">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
    '<input type="hidden" name="from_sheet" value="1">{buttons}</form>'
)
MARK = (
    '<button type="submit" id="{key}-{pk}" name="status" value="{status}" '
    'aria-label="{words}: {name}">{words}</button> '
)


class Column(NamedTuple):
    """A provider at the centre, in the order in which the template takes it."""

    pk: int  # of the place
    name: str
    service: str
    path: str
    off_path: str


class Row(NamedTuple):
    """A half hour, and its cells as they are drawn."""

    clock: str
    is_now: bool
    cells: SafeString


def columns_of(sheet: CentreDay) -> list[Column]:
    return [
        Column(
            *(place.pk, place.name, place.service),
            path=path_of("admin:centres_affiliation_change", place.pk),
            off_path=f"{path_of('admin:centres_affiliation_off', place.pk)}?day={sheet.date}",
        )
        for place in sheet.columns
    ]


def absent_of(sheet: CentreDay) -> SafeString:
    """The names of those who are not here on the day, each a link to where to read of them."""
    path = "admin:centres_affiliation_change"
    absent = ((path_of(path, place.pk), place.name) for place in sheet.absent)
    return format_html_join(", ", '<a href="{}">{}</a>', absent)


def rows_of(sheet: CentreDay, centre: Centre, now: datetime, *, token: str) -> list[Row]:
    """What the table says. `token` is what each form of the request is sent with (CSRF)."""
    drawn = _Cells(sheet, centre, now, token)
    return [
        Row(clock_time(row.start, centre.zone), row.is_now, drawn.of_row(row.start, row.cells))
        for row in sheet.rows
    ]


class _Cells:
    """Draws cells. Marks are offered until the day that is ahead at the centre."""

    def __init__(self, sheet: CentreDay, centre: Centre, now: datetime, token: str) -> None:
        self._zone, self._now = centre.zone, now
        self._is_ahead = sheet.date > now.astimezone(centre.zone).date()
        self._token = token
        self._book = {
            place.pk: (path_of("admin:appointments_appointment_book", place.pk), escape(place.name))
            for place in sheet.columns
        }

    def of_row(self, start: datetime, cells: Iterable[Cell]) -> SafeString:
        clock, slots = clock_time(start, self._zone), quote(iso_at(start, self._zone))
        when = {"second": int(start.timestamp()), "slots": slots, "clock": clock}
        return SafeString("".join(self._cell(cell, when) for cell in cells))

    def _cell(self, cell: Cell, when: Mapping[str, object]) -> str:
        if cell.visit:
            return self._visit(cell.visit, cell.rows)
        if not cell.is_free:
            return CLOSED
        path, name = self._book[cell.place]
        return FREE.format(pk=cell.place, path=path, name=name, **when)

    def _visit(self, visit: Visit, rows: int) -> str:
        pk, name = visit.pk, escape(visit.name)
        can_mark = visit.status == Status.BOOKED and not self._is_ahead
        return VISIT.format(
            pk=pk,
            status=visit.status,
            span=SPAN.format(rows) if rows > 1 else "",
            path=path_of("admin:appointments_appointment_change", pk),
            name=name,
            phone=PHONE.format(escape(visit.phone)) if visit.phone else "",
            state=STATES[visit.status],
            marks=self._marks(visit, name) if can_mark else "",
        )

    def _marks(self, visit: Visit, name: str) -> str:
        """Whoever is late may be marked as missed."""
        marks = [("arrived", Status.ARRIVED, "Arrived")]
        if visit.starts_at <= self._now:
            marks.append(("missed", Status.NO_SHOW, "Missed"))
        return MARKS.format(
            path=path_of("admin:appointments_appointment_mark", visit.pk),
            token=self._token,
            buttons="".join(
                MARK.format(key=key, pk=visit.pk, status=status.value, words=words, name=name)
                for key, status, words in marks
            ),
        )
