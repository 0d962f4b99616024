"""Files as spreadsheets write them."""

from pathlib import Path

import pytest

from centres.importing.layout import CENTRES, PATIENTS
from centres.importing.plan import plan
from centres.importing.reading import read_folder, read_tables
from centres.importing.report import Finding, Report
from centres.tests.importing import FOLDER, folder


def rows_of(content: str | bytes) -> list[tuple[int, dict[str, str]]]:
    """Line and values of each row of a patient.csv that is right."""
    report = Report()
    table = read_tables(folder({PATIENTS.file: content}), report)[PATIENTS.file]
    assert report.faults == []
    return [(row.line, row.values) for row in table.rows]


@pytest.mark.parametrize(
    "content",
    [
        b"patient_email,password\nx@example.com,p w\n",
        b"\xef\xbb\xbfpatient_email,password\nx@example.com,p w\n",
        b"patient_email,password\r\nx@example.com,p w\r\n",
        b"patient_email,password\rx@example.com,p w\r",
        b"patient_email,password\nx@example.com,p w",
        b" Patient_Email , password\t\n  x@example.com ,\xc2\xa0p w  \n",
        b'"patient_email", "password"\n "x@example.com" , "p w" \n',
        b"patient_email,password\nx@example.com,p w\nx@example.com,p w\n,\n\n",
    ],
    ids=["plain", "BOM", "CRLF", "CR", "no last line end", "spaces", "quotes", "repeat, blanks"],
)
def test_what_a_spreadsheet_writes_is_read(content: str | bytes) -> None:
    assert rows_of(content) == [(2, {"patient_email": "x@example.com", "password": "p w"})]


def test_columns_stand_in_any_order() -> None:
    content = "password,full_name,patient_email\np,Al Example,x@example.com\n"

    assert rows_of(content) == [
        (2, {"patient_email": "x@example.com", "password": "p", "full_name": "Al Example"})
    ]


def test_a_quoted_comma_belongs_to_its_value() -> None:
    content = 'patient_email,password,full_name\nx@example.com,,"Example, Al ""Bo"""\n'

    assert rows_of(content)[0][1]["full_name"] == 'Example, Al "Bo"'


def test_lines_are_counted_with_the_blank_ones() -> None:
    content = "\npatient_email,password\n\n\nx@example.com,p\n"

    assert [line for line, _ in rows_of(content)] == [5]


def test_a_time_zone_column_has_two_names() -> None:
    content = FOLDER[CENTRES.file].replace("timezone", "time_zone", 1)
    table = read_tables(folder({CENTRES.file: content}), Report())[CENTRES.file]

    assert [row["timezone"] for row in table.rows] == ["Australia/Sydney", "Australia/Perth"]


def test_the_order_of_findings_is_that_of_files_and_lines() -> None:
    report = Report()
    for file, line in [("b.csv", 2), ("a.csv", 10), ("a.csv", 9)]:
        report.add_fault(Finding(file, line, text="Wrong."))

    assert [(fault.file, fault.line) for fault in report.faults] == [
        ("a.csv", 9),
        ("a.csv", 10),
        ("b.csv", 2),
    ]


def test_a_finding_stays_on_one_line_and_short() -> None:
    shown = str(Finding("patient.csv", 2, "full_name", "a\nb\udce9" + "c" * 500, "Wrong."))

    assert shown == f"patient.csv, line 2, column full_name: “a\ufffdb\ufffd{'c' * 56}…”: Wrong."


def test_only_csv_files_of_a_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "patient.csv").write_text("x")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "deep.csv").mkdir()

    assert read_folder(tmp_path) == {"patient.csv": b"x"}


def test_a_file_whose_name_has_capitals_is_met(tmp_path: Path) -> None:
    (tmp_path / "PATIENT.CSV").write_text("x")

    assert read_folder(tmp_path) == {"PATIENT.CSV": b"x"}


@pytest.mark.django_db
def test_a_file_with_a_mistyped_name_is_warned_of() -> None:
    planned = plan(folder() | {"working_hour.csv": b"", "PATIENT.CSV": b""})

    text = "This file is not known and was not read."
    assert {Finding("PATIENT.CSV", text=text), Finding("working_hour.csv", text=text)} <= set(
        planned.report.warnings
    )
