"""The benchmark as its users start it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


def bench(*arguments: str, database: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{database}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.races  # so that no two servers of tests compete
def test_it_fills_a_database_and_measures_pages_of_a_running_server(tmp_path: Path) -> None:
    done = bench("--size", "small", "--only", "access log", database=tmp_path / "small.sqlite3")

    assert done.returncode == 0, done.stderr
    assert "\n| access log | " in done.stdout
    assert " queries explained, 0 faults.\n" in done.stdout


@pytest.mark.races
def test_a_database_of_another_size_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "small.sqlite3"
    bench("--size", "small", "--only", "nothing", database=database)

    done = bench("--size", "medium", database=database)

    assert done.returncode == 1
    assert done.stderr == "The database holds something else than the size “medium”.\n"
