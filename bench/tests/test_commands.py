"""The folders that a measurement imports."""

from pathlib import Path

import pytest

from bench.commands import write_patients
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
