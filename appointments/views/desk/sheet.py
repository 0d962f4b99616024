"""The day sheet in words. A sheet has hundreds of cells, so what those of a row or of a column have
in common is put into words once."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from accounts.paths import around, path_of
from appointments.desk import Cell, CentreDay
from appointments.desk_rows import Off, Visit
from appointments.models import Appointment
from centres.clock import clock_time, iso_at
from centres.models import Centre

Status = Appointment.Status
STATES = {status.value: status.label for status in Status}
OFF = "{}#time_off-group"  # where time off is undone, on the page of the place or of the centre

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


class DrawnCell(NamedTuple):
    """A half hour of a provider, “closed” or “free”; or a visit, whose kind is its status. Who is
    booked or comes, and the rest of visits alone."""

    kind: str
    key: str = ""  # of the place or the visit: its pk
    path: str = ""
    name: str = ""
    height: int = 1  # in rows
    phone: str = ""
    state: str = ""
    mark_path: str = ""  # where it is marked as arrived or missed; nowhere once it is, or before
    can_miss: bool = False


class DrawnRow(NamedTuple):
    """A half hour. `slots` and `second` tell it apart in addresses and on the page."""

    clock: str
    is_now: bool
    slots: str
    second: int
    cells: list[DrawnCell]


CLOSED = DrawnCell("closed")


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


def rows_of(sheet: CentreDay, centre: Centre, now: datetime) -> list[DrawnRow]:
    """What the table says. Marks are offered until the day that is ahead at the centre."""
    path, zone = "admin:appointments_appointment_book", centre.zone
    is_ahead = sheet.date > now.astimezone(zone).date()
    free = {
        place.pk: DrawnCell("free", str(place.pk), path_of(path, place.pk), place.name)
        for place in sheet.columns
    }
    return [
        DrawnRow(
            *(clock_time(row.start, zone), row.is_now),
            slots=quote(iso_at(row.start, zone)),
            second=int(row.start.timestamp()),
            cells=[_cell(cell, free, None if is_ahead else now) for cell in row.cells],
        )
        for row in sheet.rows
    ]


def _cell(cell: Cell, free: Mapping[int, DrawnCell], now: datetime | None) -> DrawnCell:
    if cell.visit:
        return _visit(cell.visit, cell.rows, now)
    return free[cell.place] if cell.is_free else CLOSED


def _visit(visit: Visit, rows: int, now: datetime | None) -> DrawnCell:
    """Without `now` it is not marked yet. Whoever is late may be marked as missed."""
    key, status = str(visit.pk), visit.status
    path = _path("admin:appointments_appointment_change", key)
    told = (status, key, path, visit.name, rows, visit.phone, STATES[status])
    if now is None or status != Status.BOOKED:
        return DrawnCell(*told)
    mark_path = _path("admin:appointments_appointment_mark", key)
    return DrawnCell(*told, mark_path, can_miss=visit.starts_at <= now)


def _path(name: str, key: str) -> str:
    """As `path_of`, which would put the key into text for each."""
    before, after = around(name, is_uuid=True)
    return f"{before}{key}{after}"
