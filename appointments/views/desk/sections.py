"""What the overview of a centre tells, figure by figure: in words, as a chart and as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.exporting import escaped
from appointments.charts import Bars, Columns, Figure, bars, columns
from appointments.models import Appointment
from appointments.statistics import Overview, Week, share

Cell = str | int | float | None  # a float is a share from 0 to 1


@dataclass(frozen=True)
class Section:
    """One figure, with what it means. `total` is the last row of the table."""

    key: str
    title: str
    meaning: str
    chart: Columns | Bars | None
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell]

    @property
    def shown_rows(self) -> list[list[str]]:
        return [[shown(cell) for cell in row] for row in self.rows]

    @property
    def shown_total(self) -> list[str]:
        return [shown(cell) for cell in self.total]

    @property
    def lines(self) -> list[list[str]]:
        """The table for a spreadsheet: numbers without commas, texts that are no formulas."""
        return [
            [escaped(str(cell) if isinstance(cell, int) else shown(cell, none="")) for cell in row]
            for row in [self.head, *self.rows, self.total]
        ]


def shown(cell: Cell, *, none: str = "-") -> str:
    """“1,234”, “12.5%”"""
    if cell is None:
        return none
    if isinstance(cell, float):
        return f"{cell:.1%}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def sections(overview: Overview) -> list[Section]:
    """All figures, in the order of the page."""
    tellers = (_bookings, _missed, _cancelled, _reasons, _lead, _used)
    return [tell(overview) for tell in tellers]


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _of_weeks(
    overview: Overview, value: Callable[[Week], float | int | None], *, unit: str = ""
) -> Columns | None:
    """A column a week, as high as its `value`; a share in per cent."""
    times = 100 if unit else 1
    figures = []
    for week in overview.weeks:
        found = value(week)
        name = f"{week.first.day} {week.first:%b}"
        figures.append(Figure(name, None if found is None else found * times, shown(found)))
    return columns(figures, unit=unit)


def _bookings(overview: Overview) -> Section:
    return Section(
        key="bookings",
        title="Bookings a week",
        meaning="Appointments in the week in which they take place, the missed and the cancelled "
        "among them.",
        chart=_of_weeks(overview, lambda week: week.bookings),
        head=("Week from", "Bookings"),
        rows=[(_long(week.first), week.bookings) for week in overview.weeks],
        total=("All weeks", overview.total.bookings),
    )


def _missed(overview: Overview) -> Section:
    total = overview.total
    return Section(
        key="missed",
        title="Missed visits",
        meaning="Of the visits that are over and were not cancelled, those that the desk marked as "
        "missed.",
        chart=_of_weeks(overview, lambda week: week.missed_share, unit="%"),
        head=("Week from", "Visits", "Missed", "Share"),
        rows=[
            (_long(week.first), week.past, week.missed, week.missed_share)
            for week in overview.weeks
        ],
        total=("All weeks", total.past, total.missed, total.missed_share),
    )


def _cancelled(overview: Overview) -> Section:
    total = overview.total
    return Section(
        key="cancelled",
        title="Cancellations a week",
        meaning="Of the bookings, those that were cancelled, in the week in which they were to "
        "take place.",
        chart=_of_weeks(overview, lambda week: week.cancelled),
        head=("Week from", "Bookings", "Cancelled", "Share"),
        rows=[
            (_long(week.first), week.bookings, week.cancelled, week.cancelled_share)
            for week in overview.weeks
        ],
        total=("All weeks", total.bookings, total.cancelled, total.cancelled_share),
    )


def _reasons(overview: Overview) -> Section:
    names = {"": "By the patient, on the website"}
    for value, label in Appointment.Cancellation.choices:
        names[value] = f"At the desk: {label[0].lower()}{label[1:]}"
    total = overview.reasons.total()
    rows = [
        (name, overview.reasons[value], share(overview.reasons[value], total))
        for value, name in names.items()
    ]
    return Section(
        key="reasons",
        title="Who cancelled, and why",
        meaning="The desk says why it cancels. Patients who cancel on the website are not asked.",
        chart=bars([Figure(name, part, shown(part)) for name, _, part in rows]),
        head=("Cancelled", "Bookings", "Share"),
        rows=rows,
        total=("All cancellations", total, share(total, total)),
    )


def _lead(overview: Overview) -> Section:
    lead = overview.lead
    rows = [(name, count, share(count, lead.visits)) for name, count in lead.bands]
    median = f" The median is {days_in_words(lead.median)}." if lead.median is not None else ""
    return Section(
        key="lead",
        title="Lead time",
        meaning="Days from the booking to the visit, by the calendar, of visits that were not "
        f"cancelled. A visit that was moved counts from its first booking.{median}",
        chart=bars([Figure(name, part, shown(part)) for name, _, part in rows]),
        head=("Booked before the visit", "Visits", "Share"),
        rows=rows,
        total=("All visits", lead.visits, share(lead.visits, lead.visits)),
    )


def days_in_words(days: float) -> str:
    """“1 day”, “2.5 days”"""
    return f"{days:g} day{'' if days == 1 else 's'}"


def _used(overview: Overview) -> Section:
    everybody = [*overview.uses, overview.use]
    *rows, total = [(use.name, use.opened, use.taken, use.share) for use in everybody]
    return Section(
        key="slots",
        title="Half hours used, by provider",
        meaning="Open are the half hours in working and extra hours, without time off, by the "
        "hours as they are set now. Used are those of them with an appointment. One that was "
        "missed counts, one that was cancelled does not.",
        chart=bars([Figure(use.name, use.share, shown(use.share)) for use in overview.uses]),
        head=("Provider", "Open", "Used", "Share"),
        rows=rows,
        total=total,
    )
