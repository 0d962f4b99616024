"""What the measured commands are given to do."""

import os
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail
from appointments import notices
from appointments.factories import make_appointment
from bench.commands import send_mails, write_patients
from centres.importing.plan import Plan, plan
from centres.importing.reading import read_folder


def written(folder: Path) -> Plan:
    write_patients(folder, 3, ["first", "second", "third"])
    return plan(read_folder(folder))


@pytest.mark.django_db
def test_every_folder_is_right_and_has_patients_whom_nobody_knows(tmp_path: Path) -> None:
    one, other = written(tmp_path), written(tmp_path)

    rows = [account.row for account in one.people.new + other.people.new]
    assert one.report.faults == other.report.faults == []
    assert len({row.key for row in rows}) == 6
    assert [row["password"] for row in rows[:3]] == ["first", "second", "third"]


@pytest.mark.races
def test_a_worker_sends_as_many_mails_as_are_measured_and_no_others(
    process_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", process_environment)
    for _ in range(3):
        notices.booked(make_appointment())

    work = send_mails(2)

    assert work.rows == 2
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == ["SUCCESSFUL"] * 2
    assert not OutgoingMail.objects.exists()
