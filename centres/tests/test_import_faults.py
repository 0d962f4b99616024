"""Each fault that an import tells, with its file, line and column."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress

from accounts.factories import PatientFactory, ProviderFactory, staff_user
from accounts.models import User
from centres.importing.exceptions import HasFaults
from centres.importing.plan import plan
from centres.importing.writing import apply
from centres.models import Centre
from centres.tests.importing import FOLDER, dump, folder, places, run, with_row

pytestmark = pytest.mark.django_db

CENTRES = "health_centres.csv"
PATIENTS = "patient.csv"
PROVIDERS = "provider.csv"
LINKS = "provider_health_centre.csv"
HOURS = "working_hours.csv"

# One more row, and the line and column where it is wrong.
WRONG_ROWS = {
    "kind of centre": (CENTRES, "Shop,,East 1,,Ryde,,", 4, "centre_type"),
    "centre without a name": (CENTRES, "Hospital,,,,Ryde,,", 4, "name"),
    "centre without a suburb": (CENTRES, "Hospital,,East 2,,,,", 4, "suburb"),
    "long name": (CENTRES, f"Hospital,,{'n' * 121},,Ryde,,", 4, "name"),
    "long ABN": (CENTRES, f"Hospital,{'1' * 21},East 3,,Ryde,,", 4, "abn"),
    "phone": (CENTRES, "Hospital,,East 4,call me,Ryde,,", 4, "phone"),
    "state": (CENTRES, "Hospital,,East 5,,Ryde,XYZ,", 4, "state"),
    "unknown zone": (CENTRES, "Hospital,,East 6,,Ryde,,Australia/Atlantis", 4, "timezone"),
    "zone off the half hour": (CENTRES, "Hospital,,East 7,,Ryde,,Asia/Kathmandu", 4, "timezone"),
    "centre repeated": (CENTRES, "MedicalCentre,,south  CLINIC,,Fremantle,SA,Australia/Perth", 4,
                        "state"),
    "not an email": (PATIENTS, "nobody,,,,", 4, "patient_email"),
    "no email": (PATIENTS, ",secret,,,", 4, "patient_email"),
    "long email": (PATIENTS, f"{'x' * 250}@example.com,,,,", 4, "patient_email"),
    "long password": (PATIENTS, f"new1@example.com,{'p' * 129},,,", 4, "password"),
    "long person's name": (PATIENTS, f"new2@example.com,,{'n' * 151},,", 4, "full_name"),
    "person's phone": (PATIENTS, "new3@example.com,,,12,", 4, "phone"),
    "Medicare check digit": (PATIENTS, "new4@example.com,,,,2123456711", 4, "medicare_number"),
    "patient repeated": (PATIENTS, "PAT@example.com,other,Pat Example,0290001234,2123 45670 1", 4,
                         "password"),
    "NUL": (PATIENTS, "new5@example.com,,Nu\0l,,", 4, "full_name"),
    "too few values": (PATIENTS, "new6@example.com,secret", 4, "full_name"),
    "too many values": (PATIENTS, "new7@example.com,,,,,more", 4, "number 6"),
    "unknown profession": (PROVIDERS, "new8@example.com,Wizard,,", 4, "provider_type"),
    "no expertise": (PROVIDERS, "new9@example.com,Specialist,,", 4, "expertise"),
    "long expertise": (PROVIDERS, f"new10@example.com,GP,,{'e' * 61}", 4, "expertise"),
    "two roles": (PROVIDERS, "pat@example.com,GP,,", 4, "provider_email"),
    "provider repeated": (PROVIDERS, "gil@example.com,Pharmacist,,", 4, "provider_type"),
    "unknown provider": (LINKS, "who@example.com,South Clinic,", 5, "provider_email"),
    "unknown centre": (LINKS, "kim@example.com,Nowhere,", 5, "health_centre_name"),
    "long provider number": (LINKS, "kim@example.com,North Hospital,123456789", 5,
                             "provider_number"),
    "link repeated": (LINKS, "gil@example.com,North Hospital,", 5, "provider_number"),
    "weekday": (HOURS, "gil@example.com,North Hospital,Noday,09:00,17:00", 4, "weekday"),
    "not a time": (HOURS, "gil@example.com,North Hospital,Friday,nine,17:00", 4, "opens"),
    "off the half hour": (HOURS, "gil@example.com,North Hospital,Friday,09:10,17:00", 4, "opens"),
    "ends before it starts": (HOURS, "gil@example.com,North Hospital,Friday,09:00,08:00", 4,
                              "closes"),
    "overlap at one centre": (HOURS, "gil@example.com,North Hospital,Mon,11:30,13:00", 4, "opens"),
    # 09:00 in Perth is noon in Sydney, or eleven in winter.
    "overlap at two centres": (HOURS, "gil@example.com,North Hospital,Tue,12:30,13:00", 4, "opens"),
    "hours without a place": (HOURS, "kim@example.com,Elsewhere,Mon,09:00,12:00", 4,
                              "health_centre_name"),
}  # fmt: skip


def test_a_name_that_the_profile_refuses_is_refused_here_too() -> None:
    changes = {PATIENTS: "patient_email,password,full_name\nx@example.com,,\u202eevil\n"}

    assert places(folder(changes)) == [(PATIENTS, 2, "full_name")]


@pytest.mark.parametrize(("file", "row", "line", "column"), WRONG_ROWS.values(), ids=WRONG_ROWS)
def test_a_wrong_row_is_told_with_its_place(file: str, row: str, line: int, column: str) -> None:
    assert places(with_row(file, row)) == [(file, line, column)]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({PATIENTS: None}, (PATIENTS, 0, "")),
        ({LINKS: "provider_email\n"}, (LINKS, 1, "health_centre_name")),
        ({PATIENTS: "patient_email,password,shoe\n"}, (PATIENTS, 1, "shoe")),
        ({PATIENTS: "patient_email,password,Password\n"}, (PATIENTS, 1, "Password")),
        ({PATIENTS: "patient_email,password,\n"}, (PATIENTS, 1, "number 3")),
        ({PATIENTS: b"patient_email,password\nx@example.com,caf\xe9\n"}, (PATIENTS, 2, "password")),
        ({PATIENTS: "patient_email,password\n".encode("utf-16")}, (PATIENTS, 1, "")),
        ({PROVIDERS: FOLDER[PROVIDERS].replace(",", ";")}, (PROVIDERS, 1, "")),
        ({PROVIDERS: FOLDER[PROVIDERS].replace(",", "\t")}, (PROVIDERS, 1, "")),
        ({PATIENTS: 'patient_email,password\nx@example.com,"a\nb\n'}, (PATIENTS, 2, "password")),
        ({PATIENTS: f"patient_email,password\nx,{'y' * 140_000}\n"}, (PATIENTS, 2, "")),
        ({PATIENTS: ",".join(map(str, range(1_000_000)))}, (PATIENTS, 1, "")),
    ],
    ids=[
        "missing",
        "column",
        "unknown",
        "repeated",
        "unnamed",
        "UTF-8",
        "UTF-16",
        "semicolons",
        "tabs",
        "quote",
        "huge value",
        "huge header",
    ],
)
def test_a_wrong_file_is_told_with_its_place(
    changes: dict[str, str | bytes | None], place: tuple[str, int, str]
) -> None:
    assert places(folder(changes)) == [place]


def test_a_file_with_semicolons_is_told_what_to_do() -> None:
    (fault,) = plan(folder({PATIENTS: "patient_email;password\nx@example.com;\n"})).report.faults

    assert fault.text == "Here semicolons stand between the columns. Save the file with commas."


def test_an_empty_file_lacks_each_column() -> None:
    assert places(folder({PATIENTS: ""})) == [
        (PATIENTS, 1, "password"),
        (PATIENTS, 1, "patient_email"),
    ]


@pytest.mark.parametrize(
    ("file", "row", "words"),
    [
        (CENTRES, "Shop,,East 1,,Ryde,,", "Known are: Hospital, MedicalCentre."),
        (CENTRES, "Hospital,,East 5,,Ryde,XYZ,", "ACT, NSW, NT, QLD, SA, TAS, VIC, WA."),
        (CENTRES, "Hospital,,,,Ryde,,", "A value is missing here."),
        (CENTRES, f"Hospital,,{'n' * 121},,Ryde,,", "Use at most 120 characters."),
        (PATIENTS, "nobody,,,,", "Enter an email, like name@example.com."),
        (PROVIDERS, "new8@example.com,Wizard,,", "GP, "),
        (HOURS, "gil@example.com,North Hospital,Friday,nine,17:00", "a time like 09:00 or 17:30."),
        (HOURS, "gil@example.com,North Hospital,Friday,25:00,17:00", "a time like 09:00 or 17:30."),
    ],
)
def test_a_fault_says_in_plain_words_what_would_be_right(file: str, row: str, words: str) -> None:
    (fault,) = plan(with_row(file, row)).report.faults

    assert words in fault.text


@pytest.mark.parametrize("row", ["x@example.com,\0,", "x@example.com"], ids=["NUL", "too short"])
def test_a_column_that_is_not_known_is_called_by_its_header(row: str) -> None:
    content = f"patient_email,Shoe,password\n{row}\n"

    assert places(folder({PATIENTS: content})) == [(PATIENTS, 1, "Shoe"), (PATIENTS, 2, "Shoe")]


def test_a_missing_file_makes_no_second_fault_where_it_is_referred_to() -> None:
    assert places(folder({PROVIDERS: None})) == [(PROVIDERS, 0, "")]


def test_every_fault_of_a_folder_is_told_at_once_and_nothing_is_written() -> None:
    contents = dict(FOLDER)
    expected = []
    for file, row, _, column in WRONG_ROWS.values():
        contents[file] += row + "\n"
        expected.append((file, contents[file].count("\n"), column))
    planned = plan(folder(contents))
    before = dump()

    with pytest.raises(HasFaults):
        apply(planned, hash_workers=1)

    assert [(f.file, f.line, f.column) for f in planned.report.faults] == sorted(expected)
    assert dump() == before


def test_a_folder_without_any_file_lacks_the_four() -> None:
    assert places({}) == [(file, 0, "") for file in (CENTRES, PATIENTS, PROVIDERS, LINKS)]


def test_no_message_repeats_a_password() -> None:
    planned = plan(with_row(PATIENTS, f"pat@example.com,hunter2{'x' * 130}\0,,,"))

    assert planned.report.faults
    assert not any("hunter2" in str(fault) for fault in planned.report.faults)


@pytest.mark.parametrize("is_imported", [True, False], ids=["imported", "own"])
@pytest.mark.parametrize(
    ("make", "whose"),
    [(lambda: ProviderFactory.create().user, "provider's"), (staff_user, "staff's")],
    ids=["provider", "staff"],
)
def test_an_address_of_an_account_with_another_role_is_refused(
    make: Callable[[], User], whose: str, is_imported: bool
) -> None:
    user = make()
    if is_imported:
        user.imported_email = user.email
        user.save()

    (fault,) = plan(with_row(PATIENTS, f"{user.email},,,,")).report.faults

    assert (fault.file, fault.line, fault.column) == (PATIENTS, 4, "patient_email")
    assert f"is a {whose}. An account has one role." in fault.text


def test_the_present_address_of_another_account_is_refused() -> None:
    patient = PatientFactory.create(user__imported_email="earlier@example.com")

    assert places(with_row(PATIENTS, f"{patient.user.email},,,,")) == [
        (PATIENTS, 4, "patient_email")
    ]


def test_an_address_that_somebody_has_proved_is_theirs_is_refused() -> None:
    user = PatientFactory.create().user
    EmailAddress.objects.create(user=user, email="second@example.com", verified=True)

    assert places(with_row(PATIENTS, "second@example.com,,,,")) == [(PATIENTS, 4, "patient_email")]


def test_hours_that_overlap_those_in_the_database_are_refused() -> None:
    run(folder())
    hours = FOLDER[HOURS].splitlines()[0] + "\ngil@example.com,North Hospital,Mon,11:00,12:30\n"

    assert places(folder({HOURS: hours})) == [(HOURS, 2, "opens")]


@pytest.mark.parametrize(
    ("file", "right", "wrong", "place"),
    [
        (PROVIDERS, "gil@example.com,GP", "gil@example.com,Wizard", (2, "provider_type")),
        (LINKS, "2449001X", "123456789", (2, "provider_number")),
    ],
)
def test_a_fault_elsewhere_hides_no_overlap(
    file: str, right: str, wrong: str, place: tuple[int, str]
) -> None:
    hours = FOLDER[HOURS] + "gil@example.com,North Hospital,Mon,11:30,13:00\n"
    changes = {file: FOLDER[file].replace(right, wrong), HOURS: hours}

    assert places(folder(changes)) == [(file, *place), (HOURS, 4, "opens")]


def test_hours_at_a_centre_whose_clock_has_a_fault_are_not_judged() -> None:
    centres = FOLDER[CENTRES].replace("Australia/Perth", "Australia/Atlantis")
    hours = FOLDER[HOURS] + "gil@example.com,South Clinic,Mon,09:00,12:00\n"

    assert places(folder({CENTRES: centres, HOURS: hours})) == [(CENTRES, 3, "timezone")]


def test_a_link_to_a_centre_of_an_earlier_import_is_no_fault() -> None:
    run(folder())
    centres = FOLDER[CENTRES].splitlines()[0] + "\n"

    assert places(folder({CENTRES: centres})) == []
    assert Centre.objects.count() == 2
