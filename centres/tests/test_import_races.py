"""An import beside people who save at the same time."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.factories import ProfessionFactory, superuser
from accounts.models import User
from centres.models import Affiliation, Centre, WorkingHours
from centres.tests.importing import FOLDER, command, folder, run
from medisoft.tests.overtaken import somebody_waits
from medisoft.tests.processes import wait_until

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

HOURS = "working_hours.csv"
Overtaken = Callable[[Callable[[], object], Mapping[str, str]], str]


@pytest.fixture(autouse=True)
def _imported() -> None:
    """What `FOLDER` holds, but for its hours, is there."""
    ProfessionFactory.create(name="GP")
    ProfessionFactory.create(name="Specialist", by_referral_only=True)
    run(folder({HOURS: FOLDER[HOURS].splitlines()[0]}))
    WorkingHours.objects.all().delete()


@pytest.fixture
def overtaken(process_environment: dict[str, str], tmp_path: Path) -> Overtaken:
    """A function that imports `FOLDER` with changes while somebody has saved something that is
    not committed yet, and returns what the import says of faults."""

    def run_beside(save: Callable[[], object], changes: Mapping[str, str]) -> str:
        for name, content in folder(changes).items():
            (tmp_path / name).write_bytes(content)
        with transaction.atomic():
            save()
            importing = command(tmp_path, "--workers", 1, environment=process_environment)
            wait_until(lambda: somebody_waits() or importing.poll() is not None)
        return importing.communicate(timeout=60)[1]

    return run_beside


def test_hours_that_the_admin_saves_meanwhile_are_met(client: Client, overtaken: Overtaken) -> None:
    client.force_login(superuser())
    place = Affiliation.objects.get(provider_number="2449001X")
    empty = {
        f"{formset}-{forms}_FORMS": 0
        for formset in ("working_hours", "time_off", "extra_hours")
        for forms in ("TOTAL", "INITIAL")
    }
    hours = {"weekday": 0, "opens": "11:00", "closes": "13:00"}
    form = empty | {f"working_hours-0-{name}": value for name, value in hours.items()}
    form |= {"provider_number": "", "working_hours-TOTAL_FORMS": 1}

    errors = overtaken(
        lambda: client.post(reverse("admin:centres_affiliation_change", args=[place.pk]), form),
        {},
    )

    assert "working_hours.csv, line 2, column opens" in errors
    assert [str(row) for row in WorkingHours.objects.all()] == ["Monday 11:00-13:00"]


def test_a_number_that_somebody_enters_meanwhile_stays(overtaken: Overtaken) -> None:
    user = User.objects.get(email="pat@example.com")
    User.objects.filter(pk=user.pk).update(full_name="", phone="")

    overtaken(lambda: User.objects.filter(pk=user.pk).update(phone="0255501234"), {})

    user.refresh_from_db()
    assert (user.full_name, user.phone) == ("Pat Example", "0255501234")


def test_what_staff_correct_of_a_centre_meanwhile_stays(overtaken: Overtaken) -> None:
    clinic = Centre.objects.filter(name="South Clinic")
    centres = FOLDER["health_centres.csv"].replace("Fremantle", "Perth")

    overtaken(lambda: clinic.update(street="1 High Street"), {"health_centres.csv": centres})

    assert [(c.street, c.suburb) for c in clinic.all()] == [("1 High Street", "Perth")]
