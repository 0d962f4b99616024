"""Weekly hours: those that the files state, and the week of a provider without any."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import time

from centres.hours import first_overlap
from centres.importing.checks import Draft, fields_hold, find
from centres.importing.layout import LINKS
from centres.importing.places import Key, Links, Places
from centres.importing.reading import Table
from centres.importing.report import Outcome, Report, Row
from centres.models import Affiliation, WorkingHours

Weekday = WorkingHours.Weekday

WEEKDAYS = {
    name: weekday
    for weekday in Weekday
    for name in (weekday.label.lower(), weekday.label[:3].lower())
}
# The week of a provider for whom neither the files nor the database hold any hours.
DEFAULT_DAYS = list(Weekday)[:5]
DEFAULT_OPENS, DEFAULT_CLOSES = time(9), time(17)


def check_hours(table: Table, report: Report) -> list[Draft[WorkingHours]]:
    drafts = []
    for row in table.rows:
        weekday = WEEKDAYS.get(row["weekday"].lower())
        if weekday is None and "weekday" in row.values:
            report.fault(row, "weekday", "Write a weekday in English, like Monday or Mon.")
        hours = WorkingHours(weekday=weekday or 0, opens=row["opens"], closes=row["closes"])
        holds = fields_hold(hours, row, {"opens": "opens", "closes": "closes"}, report)
        if holds and hours.opens_minute >= hours.closes_minute:
            report.fault(row, "closes", "Hours end after they start; 00:00 is the day's end.")
            holds = False
        if holds and weekday is not None:
            drafts.append(Draft(row, hours))
    return drafts


def compare_hours(
    drafts: Collection[Draft[WorkingHours]],
    links: Links,
    places: Places,
    links_table: Table,
    report: Report,
) -> list[WorkingHours]:
    """Which hours are new. Those that overlap others of the provider, in the files or in the
    database, are faults. A provider who gets a place and has no hours at all gets a week."""
    added = []
    weeks = _existing(links)
    all_places = dict(links.all)
    for draft in drafts:
        email, name = key = draft.row.key[:2]
        if key not in all_places and links_table.may_hold(*key) and name in places.by_name:
            # The row of the provider or of the place has a fault, which must not hide an overlap.
            all_places[key] = Affiliation(centre=places.by_name[name])
        affiliation = all_places.get(key)
        if affiliation is None:
            if not links_table.may_hold(*key):
                problem = f"This provider has no place at this centre. Add it to {LINKS.file}."
                report.fault(draft.row, "health_centre_name", problem)
            continue
        stated = draft.instance
        new = WorkingHours(
            affiliation=affiliation,
            weekday=stated.weekday,
            opens=stated.opens,
            closes=stated.closes,
        )
        week = weeks[email]
        if any(_same(new, other) for other in week):
            report.judge(draft.row, Outcome.SAME)
        elif _fits(new, week, draft.row, report):
            week.append(new)
            added.append(new)
            report.judge(draft.row, Outcome.NEW)
    return [*added, *_default_weeks(links, weeks, report)]


def _existing(links: Links) -> defaultdict[str, list[WorkingHours]]:
    """The hours of the providers concerned, by the provider's address."""
    by_pk = {affiliation.pk: key for key, affiliation in links.all.items() if affiliation.pk}
    weeks = defaultdict(list)
    for hours in find(WorkingHours.objects.all(), "affiliation", by_pk):
        key = by_pk[hours.affiliation_id]
        hours.affiliation = links.all[key]
        weeks[key[0]].append(hours)
    return weeks


def _same(one: WorkingHours, other: WorkingHours) -> bool:
    return one.affiliation is other.affiliation and (one.weekday, one.opens, one.closes) == (
        other.weekday,
        other.opens,
        other.closes,
    )


def _fits(new: WorkingHours, week: Iterable[WorkingHours], row: Row, report: Report) -> bool:
    fits = True
    for other in week:
        if first_overlap([new, other]):
            problem = f"These hours overlap {other} at {other.affiliation.centre}."
            report.fault(row, "opens", problem)
            fits = False
    return fits


def _default_weeks(
    links: Links, weeks: defaultdict[str, list[WorkingHours]], report: Report
) -> Iterator[WorkingHours]:
    """Monday to Friday of each provider who gets a place and has no hours at all, shared out
    between the new places day by day. At the others somebody has taken the hours away."""
    places = defaultdict(list)
    for key in links.new:
        places[key[0]].append(key)
    for email, keys in places.items():
        has_hours = bool(weeks[email])
        for turn, key in enumerate(keys):
            weekdays = [] if has_hours else DEFAULT_DAYS[turn :: len(keys)]
            yield from (_default_hours(links.all[key], weekday) for weekday in weekdays)
            _report_week(key, weekdays, weeks[email], links, report)


def _default_hours(affiliation: Affiliation, weekday: int) -> WorkingHours:
    return WorkingHours(
        affiliation=affiliation, weekday=weekday, opens=DEFAULT_OPENS, closes=DEFAULT_CLOSES
    )


def _report_week(
    key: Key,
    weekdays: list[Weekday],
    week: Iterable[WorkingHours],
    links: Links,
    report: Report,
) -> None:
    if any(hours.affiliation is links.all[key] for hours in week):
        return
    days = ", ".join(weekday.label[:3] for weekday in weekdays)
    hours = f"{DEFAULT_OPENS:%H:%M}-{DEFAULT_CLOSES:%H:%M}"
    text = f"An import gives {days} {hours}." if days else "An import gives none."
    problem = f"No hours are stated. {text} Change them in the admin."
    report.warn(links.rows[key], "health_centre_name", problem)
