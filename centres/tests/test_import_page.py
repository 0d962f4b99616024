"""Importing in the admin: the upload, the list of what would happen, and Apply."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.factories import PatientFactory, ProviderFactory, staff_user, superuser
from accounts.models import Patient, User
from centres.importing.staging import stage
from centres.models import Centre, StagedImport
from centres.tests.importing import FOLDER, folder, run, with_row
from centres.tests.staging import RunTasks, checked, rows_besides_staged

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:import")


@pytest.fixture
def ada(client: Client, db: None) -> User:
    """A superuser who is logged in."""
    user = superuser(full_name="Ada Operator")
    client.force_login(user)
    return user


def send(client: Client, files: dict[str, bytes]) -> Any:
    uploads = [SimpleUploadedFile(name, content) for name, content in files.items()]
    return client.post(UPLOAD, {"uploads": uploads})


def page_of(staged: StagedImport) -> str:
    return reverse("admin:import_plan", args=[staged.pk])


def test_the_files_are_listed_then_applied(client: Client, ada: User, run_tasks: RunTasks) -> None:
    response = send(client, folder())
    staged = StagedImport.objects.get()
    assert response.headers["Location"] == page_of(staged)
    assert "being checked" in client.get(page_of(staged)).text
    run_tasks()

    listed = client.get(page_of(staged)).text
    assert "pat@example.com" in listed
    assert "North Hospital" in listed
    assert not Patient.objects.exists()

    client.post(page_of(staged), {"action": "apply", "version": 1})
    assert "being imported" in client.get(page_of(staged)).text
    run_tasks()

    assert "The files are imported." in client.get(page_of(staged)).text
    assert Patient.objects.count() == 2


def test_a_fault_is_shown_with_its_line_and_column_and_cannot_be_applied(
    client: Client, ada: User, run_tasks: RunTasks
) -> None:
    before = rows_besides_staged()
    staged = checked(ada, with_row("patient.csv", "nobody,,,,"), run_tasks)

    page = client.get(page_of(staged)).text
    client.post(page_of(staged), {"action": "apply", "version": 1})
    run_tasks()

    cells = "</td><td>".join(["patient.csv", "4", "patient_email", "nobody"])
    assert cells in "".join(line.strip() for line in page.splitlines())
    assert 'value="apply"' not in page
    assert rows_besides_staged() == before


def test_rows_that_are_there_already_are_the_same(
    client: Client, ada: User, run_tasks: RunTasks
) -> None:
    run(folder())

    page = client.get(page_of(checked(ada, folder(), run_tasks))).text

    assert page.count(">Same</span>") == 11
    assert "there is nothing to import" in page
    assert 'value="apply"' not in page


def test_a_second_press_of_apply_changes_nothing(
    client: Client, ada: User, run_tasks: RunTasks
) -> None:
    staged = checked(ada, folder(), run_tasks)

    for _ in range(2):
        client.post(page_of(staged), {"action": "apply", "version": 1})
    run_tasks()
    client.post(page_of(staged), {"action": "apply", "version": 1})
    run_tasks()

    assert Centre.objects.count() == 2


@pytest.mark.parametrize("version", ["", "2", "x", "-1", "9" * 30])
def test_apply_under_a_list_that_is_not_the_present_one_is_told(
    client: Client, ada: User, run_tasks: RunTasks, version: str
) -> None:
    staged = checked(ada, folder(), run_tasks)

    response = client.post(page_of(staged), {"action": "apply", "version": version}, follow=True)
    run_tasks()

    assert "This list has changed since you opened it." in response.text
    assert not Patient.objects.exists()


def test_a_long_list_has_pages(client: Client, ada: User, run_tasks: RunTasks) -> None:
    rows = "".join(f"p{n}@example.com,,,,\n" for n in range(250))
    staged = checked(ada, folder({"patient.csv": FOLDER["patient.csv"] + rows}), run_tasks)

    first, last = (client.get(page_of(staged), {"page": number}).text for number in ("x", "3"))

    assert "Page 1 of 3" in first
    assert "p249@example.com" in last
    assert "p0@example.com" not in last


def test_a_page_that_looks_for_news_hears_nothing_until_there_is_some(
    client: Client, ada: User, run_tasks: RunTasks
) -> None:
    staged = stage(files=folder(), by=ada, now=timezone.now())
    assert client.get(page_of(staged), {"seen": "checking"}).status_code == 204

    run_tasks()

    assert "pat@example.com" in client.get(page_of(staged), {"seen": "checking"}).text


def test_files_can_be_thrown_away(client: Client, ada: User, run_tasks: RunTasks) -> None:
    staged = checked(ada, folder(), run_tasks)

    response = client.post(page_of(staged), {"action": "discard"})

    assert response.headers["Location"] == UPLOAD
    assert not StagedImport.objects.exists()


def test_files_can_be_thrown_away_while_the_worker_is_away(
    client: Client, ada: User, run_tasks: RunTasks
) -> None:
    staged = stage(files=folder(), by=ada, now=timezone.now())
    assert 'value="discard"' in client.get(page_of(staged)).text

    client.post(page_of(staged), {"action": "discard"})
    run_tasks()

    assert not StagedImport.objects.exists()


def test_waiting_files_are_found_again_on_the_first_page(
    client: Client, ada: User, run_tasks: RunTasks
) -> None:
    own, others = (checked(by, folder(), run_tasks) for by in (ada, superuser()))

    page = client.get(UPLOAD).text

    assert page_of(own) in page
    assert page_of(others) not in page


def test_another_superusers_files_are_not_found(
    client: Client, ada: User, run_tasks: RunTasks
) -> None:
    staged = checked(superuser(), folder(), run_tasks)

    for response in (
        client.get(page_of(staged)),
        client.post(page_of(staged), {"action": "apply", "version": 1}),
        client.post(page_of(staged), {"action": "discard"}),
    ):
        assert response.status_code == 404
    assert StagedImport.objects.get().state == StagedImport.State.CHECKED


def test_after_an_hour_the_page_is_not_found(
    client: Client, ada: User, run_tasks: RunTasks
) -> None:
    staged = checked(ada, folder(), run_tasks)
    StagedImport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    response = client.post(page_of(staged), {"action": "apply", "version": 1})
    run_tasks()

    assert response.status_code == 404
    assert not Patient.objects.exists()


def test_files_under_a_key_that_has_changed_are_asked_for_again(
    client: Client, ada: User, run_tasks: RunTasks, settings: Settings
) -> None:
    staged = checked(ada, folder(), run_tasks)
    settings.SECRET_KEY = "another-key"
    client.force_login(ada)

    response = client.get(page_of(staged), follow=True)

    assert "Upload them again." in response.text


@pytest.mark.parametrize("person", ["staff", "patient", "provider"])
def test_nobody_but_a_superuser_imports(client: Client, person: str) -> None:
    staged = stage(files=folder(), by=superuser(), now=timezone.now())
    users = {
        "staff": staff_user(),
        "patient": PatientFactory.create().user,
        "provider": ProviderFactory.create().user,
    }
    client.force_login(users[person])
    before = rows_besides_staged()

    responses = [send(client, folder()), client.get(UPLOAD), client.get(page_of(staged))]

    assert {response.status_code for response in responses} == {403 if person == "staff" else 302}
    assert StagedImport.objects.count() == 1
    assert rows_besides_staged() == before
