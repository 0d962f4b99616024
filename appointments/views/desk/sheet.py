"""The day sheet in words. A sheet has hundreds of cells, and a template is slow to put the words of
one together: here it is done once a column, once a row, and once a visit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from appointments.desk import Cell, CentreDay
from appointments.models import Appointment
from centres.clock import clock_time, iso_at
from centres.models import Affiliation, Centre

NOTHING = SafeString("")
CLOSED = SafeString('<td class="sheet-closed"></td>')
FREE = (
    '<td class="sheet-free"><a id="free-{}-{}" href="{}?slots={}" '
    'aria-label="Book {} with {}">Book</a> <span class="sheet-paper">free</span></td>'
)


@dataclass(frozen=True)
class Column:
    """A provider at the centre."""

    pk: int  # of the place
    name: str
    service: str
    path: str
    off_path: str
    book_path: str


@dataclass(frozen=True)
class Visit:
    pk: str
    name: str
    phone: str
    path: str
    status: str
    state: str
    rows: int
    mark_path: str  # while it may be marked as arrived
    is_late: bool  # and so may be marked as missed


DrawnCell = tuple[Visit | None, SafeString]


@dataclass(frozen=True)
class Row:
    """A half hour. A cell is a visit, or all that is drawn of it."""

    clock: str
    is_now: bool
    cells: list[DrawnCell]


def columns_of(sheet: CentreDay) -> list[Column]:
    return [_column(place) for place in sheet.columns]


def absent_of(sheet: CentreDay) -> SafeString:
    """The names of those who are not here on the day, each a link to where to read of them."""
    absent = ((_path("change", place), str(place.provider)) for place in sheet.absent)
    return format_html_join(", ", '<a href="{}">{}</a>', absent)


def rows_of(sheet: CentreDay, columns: list[Column], centre: Centre, now: datetime) -> list[Row]:
    """What the table says. Marks are offered until the day that is ahead at the centre."""
    by_place = {column.pk: column for column in columns}
    is_ahead = sheet.date > now.astimezone(centre.zone).date()

    def cells(row_cells: list[Cell], clock: str, slots: str) -> Iterator[DrawnCell]:
        for cell in row_cells:
            if cell.visit:
                yield _visit(cell.visit, cell.rows, now, can_mark=not is_ahead), NOTHING
            elif cell.is_free:
                at = by_place[cell.affiliation.pk]
                second = int(cell.start.timestamp())
                words = (at.pk, second, at.book_path, slots, clock, at.name)
                yield None, format_html(FREE, *words)
            else:
                yield None, CLOSED

    rows = []
    for row in sheet.rows:
        clock, slots = clock_time(row.start, centre.zone), quote(iso_at(row.start, centre.zone))
        rows.append(Row(clock, row.is_now, list(cells(row.cells, clock, slots))))
    return rows


def _column(place: Affiliation) -> Column:
    return Column(
        pk=place.pk,
        name=str(place.provider),
        service=place.provider.service,
        path=_path("change", place),
        off_path=_path("off", place),
        book_path=reverse("admin:appointments_appointment_book", args=[place.pk]),
    )


def _path(page: str, place: Affiliation) -> str:
    return reverse(f"admin:centres_affiliation_{page}", args=[place.pk])


def _visit(visit: Appointment, rows: int, now: datetime, *, can_mark: bool) -> Visit:
    is_booked = visit.status == Appointment.Status.BOOKED
    mark = "admin:appointments_appointment_mark"
    return Visit(
        pk=str(visit.pk),
        name=str(visit.patient),
        phone=visit.patient.user.phone,
        path=reverse("admin:appointments_appointment_change", args=[visit.pk]),
        status=visit.status,
        state=visit.get_status_display(),
        rows=rows,
        mark_path=reverse(mark, args=[visit.pk]) if is_booked and can_mark else "",
        is_late=visit.starts_at <= now,
    )
