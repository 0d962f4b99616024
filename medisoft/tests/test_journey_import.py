"""A superuser imports the client's files in Chromium, with scripts and without."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from accounts.factories import ProfessionFactory, superuser
from accounts.models import Patient
from centres.tests.importing import folder, with_row
from medisoft.tests.browsing import Browsers, Keys, enter

pytestmark = pytest.mark.django_db(transaction=True)

RunTasks = Callable[[], None]


@pytest.fixture
def professions(transactional_db: None) -> None:
    """Those that the files name: a flush after an earlier test took the migration's rows."""
    ProfessionFactory.create(name="GP")
    ProfessionFactory.create(name="Specialist", by_referral_only=True)


def saved(files: dict[str, bytes], place: Path) -> list[Path]:
    for name, content in files.items():
        (place / name).write_bytes(content)
    return sorted(place.iterdir())


def upload(page: Page, files: list[Path]) -> None:
    page.goto("/admin/centres/centre/")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("The client's CSV files").set_input_files(files)
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_text("The files are being checked.")).to_be_visible()


def wait_for_news(page: Page, *, scripted: bool) -> None:
    """A page with scripts looks by itself."""
    if not scripted:
        page.get_by_role("link", name="Refresh").click()


def test_the_files_are_checked_looked_at_and_applied(
    browsers: Browsers, run_tasks: RunTasks, professions: None, tmp_path: Path
) -> None:
    scripted = bool(browsers.options["java_script_enabled"])
    page = browsers.of(superuser())
    upload(page, saved(folder(), tmp_path))

    run_tasks()
    wait_for_news(page, scripted=scripted)
    expect(page.get_by_role("cell", name="pat@example.com")).to_be_visible()
    assert not Patient.objects.exists()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("The files are being imported.")).to_be_visible()

    run_tasks()
    wait_for_news(page, scripted=scripted)
    expect(page.get_by_text("The files are imported.")).to_be_visible()
    assert Patient.objects.count() == 2


def test_a_fault_is_told_by_keyboard_alone_and_nothing_can_be_applied(
    page: Page, run_tasks: RunTasks, professions: None, tmp_path: Path
) -> None:
    enter(page, superuser())
    page.goto("/admin/centres/centre/import/")
    files = page.get_by_label("The client's CSV files")
    Keys(page).tab_to(files)
    files.set_input_files(saved(with_row("patient.csv", "nobody,,,,"), tmp_path))
    Keys(page).tab_to(page.get_by_role("button", name="Check the files"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The files are being checked.")).to_be_visible()

    run_tasks()

    refused = page.get_by_role("row", name="Refused patient.csv 4 patient_email nobody")
    expect(refused).to_be_visible()
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    Keys(page).tab_to(page.get_by_role("button", name="Throw the files away"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The files are thrown away.")).to_be_visible()
    assert not Patient.objects.exists()


def test_a_page_that_waits_does_not_hold_the_session_open(
    page: Page, professions: None, tmp_path: Path
) -> None:
    enter(page, superuser())
    upload(page, saved(folder(), tmp_path))

    def is_look(request: Request) -> bool:
        return "seen=checking" in request.url

    with page.expect_request(is_look) as look:
        pass

    assert look.value.headers["x-by-itself"] == "1"
