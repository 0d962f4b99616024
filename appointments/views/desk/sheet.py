"""The day sheet in words, and its hundreds of cells as they are drawn: a template takes twice as
long for these. What those of a row or of a column have in common is put into words once."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from django.utils.safestring import SafeString

from accounts.paths import around, path_of
from appointments.desk import CentreDay, Row
from appointments.desk_rows import Off, Visit
from appointments.models import Appointment
from centres.clock import clock_time, iso_at
from centres.models import Centre

Status = Appointment.Status
STATES = {status.value: status.label for status in Status}
OFF = "{}#time_off-group"  # where time off is undone, on the page of the place or of the centre
CLOSED = '<td class="sheet-closed"></td>'

# What follows is each in the order in which `_sheet.jinja` takes it.


class DrawnOff(NamedTuple):
    """Time off that falls on the day, and where it is undone."""

    path: str
    words: str
    reason: str


class Column(NamedTuple):
    """A provider at the centre."""

    pk: int  # of the place
    name: str
    service: str
    path: str
    off_path: str


class DrawnRow(NamedTuple):
    """A half hour."""

    clock: str
    is_now: bool
    cells: SafeString


def offs_of(sheet: CentreDay, centre: Centre) -> list[DrawnOff]:
    return [_off(off, centre) for off in sheet.off]


def _off(off: Off, centre: Centre) -> DrawnOff:
    words = off.words.lower()
    if off.place is None:
        path = OFF.format(path_of("admin:centres_centre_change", centre.pk))
        return DrawnOff(path, f"Closed {words}", f": {off.reason}" if off.reason else "")
    path = OFF.format(path_of("admin:centres_affiliation_change", off.place.pk))
    reason = f" ({off.reason})" if off.reason else ""
    return DrawnOff(path, f"{off.place.name}: off {words}", reason)


def columns_of(sheet: CentreDay) -> list[Column]:
    return [
        Column(
            *(place.pk, place.name, place.service),
            path=path_of("admin:centres_affiliation_change", place.pk),
            off_path=f"{path_of('admin:centres_affiliation_off', place.pk)}?day={sheet.date}",
        )
        for place in sheet.columns
    ]


def absent_of(sheet: CentreDay) -> list[tuple[str, str]]:
    """Where to read of those who are not here on the day, and their names."""
    path = "admin:centres_affiliation_change"
    return [(path_of(path, place.pk), place.name) for place in sheet.absent]


def rows_of(sheet: CentreDay, centre: Centre, *, now: datetime, token: str) -> list[DrawnRow]:
    """What the table says. Marks, whose forms hold the `token`, are offered until the day that is
    ahead at the centre."""
    zone, path = centre.zone, "admin:appointments_appointment_book"
    free = {place.pk: (path_of(path, place.pk), escape(place.name)) for place in sheet.columns}
    marked = None if sheet.date > now.astimezone(zone).date() else Marked(escape(token), now)
    drawn = []
    for row in sheet.rows:
        clock = clock_time(row.start, zone)
        cells = "".join(_cells(row, free, Slot(clock, quote(iso_at(row.start, zone))), marked))
        drawn.append(DrawnRow(clock, row.is_now, SafeString(cells)))
    return drawn


class Slot(NamedTuple):
    """A half hour on the clock of the centre, and as the booking page takes it."""

    clock: str
    asked: str


class Marked(NamedTuple):
    """What is asked of a visit that is marked as arrived or, once it has begun, as missed."""

    token: str
    now: datetime


def _cells(
    row: Row, free: Mapping[int, tuple[str, str]], slot: Slot, marked: Marked | None
) -> Iterator[str]:
    """A half hour of each provider, closed or free; or a visit."""
    second = int(row.start.timestamp())
    for place, visit, height, is_free in row.cells:
        if visit:
            yield _visit(visit, height, marked)
        elif is_free:
            path, name = free[place]
            yield (
                f'<td class="sheet-free"><a id="free-{place}-{second}" '
                f'href="{path}?slots={slot.asked}" aria-label="Book {slot.clock} with {name}">'
                'Book</a> <span class="sheet-paper">free</span></td>'
            )
        else:
            yield CLOSED


def _visit(visit: Visit, height: int, marked: Marked | None) -> str:
    key, name, status = visit.key, escape(visit.name), visit.status
    rows = f' rowspan="{height}"' if height > 1 else ""
    path = _path("admin:appointments_appointment_change", key)
    phone = f'<span class="sheet-paper">{escape(visit.phone)}</span> ' if visit.phone else ""
    marks = _marks(visit, name, marked) if marked and status == Status.BOOKED else ""
    return (
        f'<td class="sheet-visit sheet-{status}"{rows}><a id="visit-{key}" href="{path}">{name}</a>'
        f' {phone}<span class="sheet-state">{STATES[status]}</span>{marks}</td>'
    )


def _marks(visit: Visit, name: str, marked: Marked) -> str:
    path = _path("admin:appointments_appointment_mark", visit.key)
    is_late = visit.starts_at <= marked.now
    return (
        f'<form method="post" action="{path}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{marked.token}">'
        '<input type="hidden" name="from_sheet" value="1">'
        f"{_mark(visit, 'arrived', 'arrived', 'Arrived', name)} "
        f"{_mark(visit, 'missed', 'no_show', 'Missed', name) if is_late else ''}</form>"
    )


def _mark(visit: Visit, mark: str, status: str, words: str, name: str) -> str:
    return (
        f'<button type="submit" id="{mark}-{visit.key}" name="status" value="{status}" '
        f'aria-label="{words}: {name}">{words}</button>'
    )


def _path(name: str, key: str) -> str:
    """As `path_of`, which would put the key into text for each."""
    before, after = around(name, is_uuid=True)
    return f"{before}{key}{after}"
