"""Centres, and the providers' places at them."""

from collections.abc import Collection
from dataclasses import dataclass, field

from stdnum.au import abn

from accounts.validators import fold_name, tidy_name
from centres.importing.checks import Draft, fields_hold, fill_blanks, find
from centres.importing.layout import CENTRES, PROVIDERS
from centres.importing.people import People
from centres.importing.reading import Table
from centres.importing.report import Outcome, Report, Row
from centres.models import Affiliation, Centre
from centres.validators import clean_provider_number, is_provider_number

Key = tuple[str, ...]  # a provider's address and a centre's name, folded

KINDS = {"Hospital": Centre.Kind.HOSPITAL, "MedicalCentre": Centre.Kind.MEDICAL_CENTRE}
KNOWN = {"kind": list(KINDS), "state": Centre.State.values}

CENTRE_COLUMNS = {
    "kind": "centre_type",
    "name": "name",
    "abn": "abn",
    "phone": "phone",
    "suburb": "suburb",
    "street": "street",
    "state": "state",
    "postcode": "postcode",
    "timezone": "timezone",
}
# What a later import brings up to date. A zone would move the times of appointments made.
CENTRE_FACTS = [name for name in CENTRE_COLUMNS if name not in ("name", "timezone")]


@dataclass
class Places:
    """What the centres of the files mean for the database."""

    new: list[Centre] = field(default_factory=list)
    changed: list[Centre] = field(default_factory=list)
    by_name: dict[str, Centre] = field(default_factory=dict)  # all there are, saved or not


@dataclass
class Links:
    """What the providers' places mean for the database."""

    new: dict[Key, Affiliation] = field(default_factory=dict)
    completed: dict[int, Affiliation] = field(default_factory=dict)  # as `People` has them
    rows: dict[Key, Row] = field(default_factory=dict)  # that the new ones came from
    all: dict[Key, Affiliation] = field(default_factory=dict)  # of the providers concerned


def check_centres(table: Table, report: Report) -> list[Draft[Centre]]:
    drafts = []
    for row in table.rows:
        centre = Centre(**_stated(row))
        holds = fields_hold(centre, row, CENTRE_COLUMNS, report, known=KNOWN)
        if row["abn"] and not abn.is_valid(row["abn"]):
            report.warn(row, "abn", "This ABN fails its check. It is kept.")
        if holds and all(row.key):
            drafts.append(Draft(row, centre))
    return drafts


def _stated(row: Row) -> dict[str, str]:
    """The fields that a row has a value for."""
    stated = {field: row[column] for field, column in CENTRE_COLUMNS.items() if row[column]}
    stated["name"] = tidy_name(row["name"])
    if "kind" in stated:
        kinds = {_letters(name): kind for name, kind in KINDS.items()}
        stated["kind"] = kinds.get(_letters(stated["kind"]), stated["kind"])
    if "state" in stated:
        stated["state"] = stated["state"].upper()
    return stated


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def compare_centres(drafts: Collection[Draft[Centre]], report: Report) -> Places:
    """Which centres are new, and whose facts differ. A value that a row leaves empty stays.
    Nobody else changes a centre before the transaction ends."""
    held = Centre.objects.select_for_update(no_key=True).order_by("pk")
    places = Places(by_name={fold_name(centre.name): centre for centre in held})
    for draft in drafts:
        (name,) = draft.row.key
        centre = places.by_name.get(name)
        if centre is None:
            places.new.append(draft.instance)
            places.by_name[name] = draft.instance
            report.judge(draft.row, Outcome.NEW)
        else:
            report.judge(draft.row, *_update(places, centre, draft, report))
    return places


def _update(
    places: Places, centre: Centre, draft: Draft[Centre], report: Report
) -> tuple[Outcome, list[str]]:
    """What becomes of the row, and the columns because of which."""
    stated = _stated(draft.row)
    outcome: Outcome = Outcome.SAME
    columns: list[str] = []
    if stated.get("timezone", centre.timezone) != centre.timezone:
        problem = f"This centre's time zone is {centre.timezone}, and stays so."
        report.warn(draft.row, "timezone", problem)
        outcome, columns = Outcome.KEPT, ["timezone"]
    changes = {
        field: stated[field]
        for field in CENTRE_FACTS
        if field in stated and stated[field] != getattr(centre, field)
    }
    if changes:
        for field_name, value in changes.items():
            setattr(centre, field_name, value)
        places.changed.append(centre)
        outcome, columns = Outcome.CHANGED, [CENTRE_COLUMNS[name] for name in changes]
    return outcome, columns


def check_links(table: Table, report: Report) -> list[Draft[Affiliation]]:
    drafts = []
    for row in table.rows:
        number = clean_provider_number(row["provider_number"])
        affiliation = Affiliation(provider_number=number)
        holds = fields_hold(affiliation, row, {"provider_number": "provider_number"}, report)
        if holds and number and not is_provider_number(number):
            report.warn(row, "provider_number", "This number fails its check. It is kept.")
        if holds:
            drafts.append(Draft(row, affiliation))
    return drafts


def compare_links(
    drafts: Collection[Draft[Affiliation]],
    people: People,
    places: Places,
    tables: dict[str, Table],
    report: Report,
) -> Links:
    """Which places are new; a provider number that is there already stays."""
    links = Links(all=_existing(people))
    for draft in drafts:
        email, name = draft.row.key
        provider, centre = people.providers.get(email), places.by_name.get(name)
        if provider is None and not tables[PROVIDERS.file].may_hold(email):
            problem = f"No provider has this address. Add one to {PROVIDERS.file}."
            report.fault(draft.row, "provider_email", problem)
        if centre is None and not tables[CENTRES.file].may_hold(name):
            problem = f"No centre has this name. Add one to {CENTRES.file}."
            report.fault(draft.row, "health_centre_name", problem)
        if provider is None or centre is None:
            continue
        affiliation = links.all.get(draft.row.key)
        if affiliation is None:
            number = draft.instance.provider_number
            affiliation = Affiliation(provider=provider, centre=centre, provider_number=number)
            links.new[draft.row.key] = links.all[draft.row.key] = affiliation
            links.rows[draft.row.key] = draft.row
            report.judge(draft.row, Outcome.NEW)
            continue
        filled, kept = fill_blanks(affiliation, draft.instance)
        if filled:
            links.completed[affiliation.pk] = draft.instance
        outcome = Outcome.KEPT if kept else Outcome.SAME
        report.judge(draft.row, Outcome.CHANGED if filled else outcome, filled or kept)
    return links


def _existing(people: People) -> dict[Key, Affiliation]:
    addresses = {provider.pk: email for email, provider in people.providers.items() if provider.pk}
    affiliations = Affiliation.objects.select_related("centre", "provider").order_by("pk")
    return {
        (addresses[affiliation.provider_id], fold_name(affiliation.centre.name)): affiliation
        for affiliation in find(affiliations, "provider", addresses)
    }
