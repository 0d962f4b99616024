"""An import as a list: each row with its file and line, and what becomes of it."""

import pytest

from accounts.models import User
from centres.importing import listing as listing_module
from centres.importing.exceptions import NotImported
from centres.importing.listing import MOST_PASSWORDS, Listing, list_plan
from centres.importing.plan import plan
from centres.models import Centre
from centres.tests.importing import FOLDER, folder, run, with_row

pytestmark = pytest.mark.django_db


def lines(listing: Listing, outcome: str) -> list[tuple[str, int, str]]:
    """File, line and column of the entries with an outcome."""
    return [(e.file, e.line, e.column) for e in listing.entries if e.outcome == outcome]


def test_every_row_of_new_files_is_new_with_its_line() -> None:
    listing = list_plan(plan(folder()))

    assert lines(listing, "new") == [
        *(("health_centres.csv", line, "") for line in (2, 3)),
        *(("patient.csv", line, "") for line in (2, 3)),
        *(("provider.csv", line, "") for line in (2, 3)),
        *(("provider_health_centre.csv", line, "") for line in (2, 3, 4)),
        *(("working_hours.csv", line, "") for line in (2, 3)),
    ]
    assert listing.total("new") == 11
    assert listing.entries[-1].what == "gil@example.com, South Clinic, Tue, 09:00, 17:00"
    listing.check()


def test_an_import_again_is_the_same_throughout_and_has_nothing_to_apply() -> None:
    run(folder())

    listing = list_plan(plan(folder()))

    assert {entry.outcome for entry in listing.entries} == {"same"}
    with pytest.raises(NotImported, match="nothing to import"):
        listing.check()


def test_a_fault_comes_first_with_line_and_column_and_what_is_wrong() -> None:
    listing = list_plan(plan(with_row("patient.csv", "nobody,,,,")))

    first = listing.entries[0]
    assert first[:5] == ("refused", "patient.csv", 4, "patient_email", "nobody")
    assert first.text == "Enter an email, like name@example.com."
    assert listing.counts["patient.csv"]["refused"] == 1
    with pytest.raises(NotImported, match="faults"):
        listing.check()


def test_a_row_with_two_faults_is_one_refused_row() -> None:
    listing = list_plan(plan(with_row("patient.csv", "nobody,,,x,")))

    assert len(lines(listing, "refused")) == 2
    assert listing.total("refused") == 1


def test_what_changes_and_what_is_kept_name_their_columns() -> None:
    run(folder())
    Centre.objects.filter(name="North Hospital").update(phone="0290000000", street="1 Old St")
    User.objects.filter(email="pat@example.com").update(full_name="Patricia Example")
    User.objects.filter(email="sam@example.com").update(phone="")

    listing = list_plan(plan(folder()))

    assert lines(listing, "changed") == [("health_centres.csv", 2, "phone")]
    assert lines(listing, "kept") == [("patient.csv", 2, "full_name")]


def test_a_file_that_is_missing_is_refused_as_a_whole() -> None:
    listing = list_plan(plan(folder({"provider.csv": None})))

    assert ("provider.csv", 0, "") in lines(listing, "refused")


def test_no_password_stands_in_the_list() -> None:
    listing = list_plan(plan(with_row("patient.csv", "new@example.com,Tr0ub4dor,,x,")))

    assert listing.passwords == 0  # a row that is refused comes in nowhere
    assert "Tr0ub4dor" not in listing.to_json()


def test_more_passwords_than_a_worker_hashes_soon_are_for_the_operator() -> None:
    rows = "".join(f"p{n}@example.com,correct-horse,,,\n" for n in range(MOST_PASSWORDS + 1))

    listing = list_plan(plan(folder({"patient.csv": FOLDER["patient.csv"] + rows})))

    assert listing.passwords == MOST_PASSWORDS + 1
    with pytest.raises(NotImported, match="at most 200"):
        listing.check()


def test_what_is_beyond_the_longest_list_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list_plan(plan(with_row("patient.csv", "nobody,,,,")))
    monkeypatch.setattr(listing_module, "MOST_ENTRIES", 3)

    cut = list_plan(plan(with_row("patient.csv", "nobody,,,,")))

    assert whole.left_out == 0
    assert cut.entries == whole.entries[:3]
    assert cut.left_out == len(whole.entries) - 3


def test_a_list_is_the_same_after_it_was_stored() -> None:
    listing = list_plan(plan(with_row("patient.csv", "nobody,,,,")))

    assert Listing.from_json(listing.to_json()) == listing
