"""What browsers send to be imported: odd files, and those that the page does not take."""

import io
import logging
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.factories import PatientFactory, superuser
from accounts.models import Patient, User
from centres.importing.models import unseal_files
from centres.importing.staging import listing_of
from centres.importing.uploads import MEGABYTE, ImportUpload
from centres.models import StagedImport
from centres.tests.importing import FOLDER, folder
from centres.tests.staging import RunTasks, rows_besides_staged
from centres.views import import_forms

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:import")
PATIENTS = "patient.csv"


@pytest.fixture
def ada(client: Client, db: None) -> User:
    """A superuser who is logged in."""
    user = superuser()
    client.force_login(user)
    return user


def send(client: Client, *files: tuple[str, bytes]) -> Any:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(UPLOAD, {"uploads": uploads})


def archive() -> bytes:
    """The same bytes each time: with the hour of the day in them it would fail in other words."""
    entry = zipfile.ZipInfo(PATIENTS, (2026, 1, 1, 0, 0, 0))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, FOLDER[PATIENTS] * 50, zipfile.ZIP_DEFLATED)
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        FOLDER[PATIENTS].encode("utf-8-sig"),
        FOLDER[PATIENTS].replace("\n", "\r\n").encode(),
        FOLDER[PATIENTS].replace("\n", "\r").encode(),
    ],
    ids=["BOM", "CRLF", "CR"],
)
def test_a_file_as_spreadsheets_write_it_is_read(
    client: Client, ada: User, run_tasks: RunTasks, content: bytes
) -> None:
    send(client, *folder({PATIENTS: content}).items())
    run_tasks()

    listing = listing_of(StagedImport.objects.get())
    assert listing is not None
    assert listing.total("refused") == 0
    assert listing.counts[PATIENTS]["new"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This column is missing."),
        (b"patient_email,password\nx@example.com,a\0b\n", "control character"),
        (FOLDER[PATIENTS].encode("utf-16"), "This is not UTF-8."),
        (b"patient_email,password,full_name\nx@example.com,,caf\xe9\n", "This is not UTF-8."),
        (archive(), "This column is not known."),
        (b"patient_email,password\n" + b"x" * 10 * MEGABYTE, "field larger than field limit"),
        (b"patient_email,password\n" + b"x," * 5 * MEGABYTE, "It has 5000001."),
        (b"x," * 5 * MEGABYTE, "This line has 5000001 columns."),
        (None, "This file is missing. Add it."),
    ],
    ids=["empty", "NUL", "UTF-16", "latin", "ZIP", "line", "cells", "header", "missing"],
)
def test_an_odd_file_is_refused_in_words_and_nothing_is_written(
    client: Client, ada: User, run_tasks: RunTasks, content: bytes | None, words: str
) -> None:
    before = rows_besides_staged()

    send(client, *folder({PATIENTS: content}).items())
    run_tasks()

    page = client.get(reverse("admin:import_plan", args=[StagedImport.objects.get().pk])).text
    assert words in page
    assert 'value="apply"' not in page
    assert rows_besides_staged() == before


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choose the files."),
        ([("patients.csv", b"x")], "“patients.csv” is not known. Known are: health_centres.csv"),
        ([("Patient.csv", b"x")], "“Patient.csv” is not known."),
        ([("a<b>.zip", b"x")], "“a&lt;b&gt;.zip” is not known."),
        ([(PATIENTS, b"x"), (PATIENTS, b"x")], "“patient.csv” is there twice. Choose it once."),
        ([(PATIENTS, b"x" * (MEGABYTE + 1))], "The files have more than 1 MB in all."),
        (
            [(PATIENTS, b"x" * MEGABYTE), ("provider.csv", b"x")],
            "The files have more than 1 MB in all.",
        ),
        ([(PATIENTS, b"x\n" * 101)], "The files have more than 100 lines."),
        ([(PATIENTS, b"x\r" * 101)], "The files have more than 100 lines."),
    ],
    ids=["none", "unknown", "capitals", "markup", "twice", "large", "all", "lines", "CR"],
)
def test_what_the_page_does_not_take_is_told_and_not_kept(
    client: Client,
    ada: User,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    files: list[tuple[str, bytes]],
    words: str,
) -> None:
    settings.MEDISOFT_IMPORT_MAX_MB = 1
    monkeypatch.setattr(import_forms, "MOST_LINES", 100)

    response = send(client, *files)

    assert response.status_code == 200
    assert words in response.text
    assert not StagedImport.objects.exists()


def test_a_field_that_is_no_file_is_told(client: Client, ada: User) -> None:
    response = client.post(UPLOAD, {"uploads": "patient.csv"})

    assert "Choose the files." in response.text


def test_a_name_with_a_path_is_a_name_alone(client: Client, ada: User) -> None:
    part = FOLDER[PATIENTS].replace("\n", "\r\n")
    body = (
        '--b\r\nContent-Disposition: form-data; name="uploads"; '
        f'filename="../../etc/patient.csv"\r\n\r\n{part}\r\n--b--\r\n'
    )

    client.generic("POST", UPLOAD, body, content_type="multipart/form-data; boundary=b")

    assert unseal_files(StagedImport.objects.get().files).keys() == {PATIENTS}


def test_no_more_of_a_file_is_held_than_the_site_takes(settings: Settings) -> None:
    settings.MEDISOFT_IMPORT_MAX_MB = 1
    upload = ImportUpload()

    for number in range(5):
        upload.receive_data_chunk(b"x" * MEGABYTE, number * MEGABYTE)

    assert len(upload.content.getvalue()) == MEGABYTE


def test_files_sent_to_another_page_are_passed_over(client: Client, ada: User) -> None:
    response = client.post(
        reverse("accounts:profile"), {"uploads": SimpleUploadedFile(PATIENTS, b"x")}
    )

    assert not response.wsgi_request.FILES


def test_files_of_somebody_who_may_not_import_are_passed_over(client: Client) -> None:
    client.force_login(PatientFactory.create().user)

    response = send(client, (PATIENTS, b"x"))

    assert not response.wsgi_request.FILES


def test_no_line_of_a_file_is_logged(
    client: Client, ada: User, run_tasks: RunTasks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    send(client, *folder({PATIENTS: FOLDER[PATIENTS] + "zebra,quagga,okapi,,\n"}).items())
    run_tasks()

    assert StagedImport.objects.get().state == StagedImport.State.CHECKED
    assert not any(word in caplog.text for word in ("zebra", "quagga", "okapi", "pat@example.com"))
    assert not Patient.objects.exists()
