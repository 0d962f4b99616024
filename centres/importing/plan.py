"""What an import would do: `plan` judges a folder, `compare` holds it against the database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, transaction

from accounts.models import Profession
from centres.importing import hours, layout, people, places
from centres.importing.checks import Draft
from centres.importing.exceptions import NotImported
from centres.importing.memory import all_kept
from centres.importing.people import Account, People
from centres.importing.places import Links, Places
from centres.importing.reading import Table, read_tables
from centres.importing.report import Report
from centres.models import Affiliation, Centre, WorkingHours


@dataclass(frozen=True)
class Folder:
    """The rows whose values hold, and the faults of the others."""

    tables: dict[str, Table]
    accounts: list[Account]
    centres: list[Draft[Centre]]
    links: list[Draft[Affiliation]]
    hours: list[Draft[WorkingHours]]
    report: Report


@dataclass(frozen=True)
class Plan:
    """What is to be written, as the database was when it was compared. With a fault in the
    report nothing may be written."""

    folder: Folder
    people: People
    places: Places
    links: Links
    hours: list[WorkingHours]
    report: Report

    @property
    def has_effect(self) -> bool:
        """Whether writing it would change the database."""
        return bool(
            self.people.new
            or self.people.completed_users
            or self.people.completed_patients
            or self.places.new
            or self.places.changed
            or self.links.new
            or self.links.completed
            or self.hours
        )


@all_kept()
def plan(files: Mapping[str, bytes]) -> Plan:
    """What an import of these files (by name, each a file's content) would do. Waits for an
    import that is writing, reads the database and writes nothing. Raises `NotImported` when the
    database is busy."""
    folder = check(files)
    with no_other_import():
        return compare(folder)


@contextmanager
def no_other_import() -> Iterator[None]:
    """A transaction that no import commits in, so that its queries agree with each other.
    PostgreSQL: hold the professions, which always exist, until it ends. SQLite has one writer at
    a time. Raises `NotImported` when the database is busy."""
    try:
        with transaction.atomic():
            list(Profession.objects.select_for_update(no_key=True).order_by("pk"))
            yield
    except OperationalError as error:
        raise NotImported(f"The database is busy ({error}). Import again later.") from error


def check(files: Mapping[str, bytes]) -> Folder:
    """The files' rows, with every fault that lies in them alone."""
    report = Report()
    tables = read_tables(files, report)
    patients, providers = tables[layout.PATIENTS.file], tables[layout.PROVIDERS.file]
    return Folder(
        tables=tables,
        accounts=[
            *people.check_patients(patients, report),
            *people.check_providers(providers, patients, report),
        ],
        centres=places.check_centres(tables[layout.CENTRES.file], report),
        links=places.check_links(tables[layout.LINKS.file], report),
        hours=hours.check_hours(tables[layout.HOURS.file], report),
        report=report,
    )


def compare(folder: Folder) -> Plan:
    """Hold checked rows against the database as it is now."""
    report = folder.report.continued()
    mentioned = {draft.row.key[0] for draft in folder.links}
    mentioned.update(draft.row.key[0] for draft in folder.hours)
    compared = people.compare_people(folder.accounts, mentioned, report)
    people.hold_hours(compared)  # before they are read
    centres = places.compare_centres(folder.centres, report)
    links = places.compare_links(folder.links, compared, centres, folder.tables, report)
    links_table = folder.tables[layout.LINKS.file]
    added = hours.compare_hours(folder.hours, links, centres, links_table, report)
    return Plan(folder, compared, centres, links, added, report)
