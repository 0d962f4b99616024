"""What `deploy/` gives to the operator of a site: settings, units, scripts."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from conftest import IN_CI

DEPLOY = settings.BASE_DIR / "deploy"
ENVIRONMENT = DEPLOY / "medisoft.env"
UNITS = DEPLOY / "systemd"
SCRIPTS = DEPLOY / "bin"
PLACE = "/srv/medisoft"

with_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None and not IN_CI, reason="systemd is missing"
)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A copy of the units, beside programs that exist."""
    copy = tmp_path / "units"
    shutil.copytree(UNITS, copy)
    for path in copy.rglob("*.*"):
        if path.is_file():
            path.write_text(path.read_text().replace(PLACE, f"{tmp_path}{PLACE}"))
    for text in [path.read_text() for path in copy.glob("*.service")]:
        for program in re.findall(r"^ExecStart=(\S+)", text, re.M):
            Path(program).parent.mkdir(parents=True, exist_ok=True)
            Path(program).write_text("#!/bin/sh\n")
            Path(program).chmod(0o755)
    return copy


def test_the_example_names_settings_that_exist() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", ENVIRONMENT.read_text(), re.M)
    documentation = (settings.BASE_DIR / "docs" / "settings.md").read_text()

    assert len(named) >= 10
    assert set(named) <= set(re.findall(r"^\| `(\w+)`", documentation, re.M))


def test_the_example_is_fit_for_production_once_it_has_keys(tmp_path: Path) -> None:
    filled = tmp_path / "medisoft.env"
    keys = iter(["kH3-aB9_xT7vQ2mN8cZ5wL4jR6pY1sD0fG-uE_iO9tW3bV7nM2", "another"])
    filled.write_text(re.sub(r"(?m)=$", lambda _: f"={next(keys)}", ENVIRONMENT.read_text()))

    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={"MEDISOFT_ENV_FILE": str(filled), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr


@with_systemd
def test_systemd_has_nothing_to_say_about_the_units(units: Path) -> None:
    files = [str(path) for path in units.iterdir() if path.is_file()]

    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(files) == 8
    assert (result.returncode, result.stderr) == (0, "")


@with_systemd
@pytest.mark.parametrize("unit", ["web@", "worker", "reminders", "backup", "verify"])
def test_every_unit_has_a_user_of_its_own_and_little_to_reach(units: Path, unit: str) -> None:
    path = units / f"medisoft-{unit}.service"

    result = subprocess.run(  # of 100 parts of a machine, at most 20 lie open
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", path],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout
    assert re.search(r"✓ User=/DynamicUser=", result.stdout)


def test_the_documentation_names_commands_and_units_that_exist() -> None:
    text = (settings.BASE_DIR / "docs" / "operate.md").read_text()
    commands = set(re.findall(r"\bmedisoft ([a-z_]+)", text))
    ours = set(re.findall(r"\bmedisoft-[a-z]+", text))

    assert len(commands) >= 10
    assert commands <= set(get_commands())
    assert ours <= {re.split(r"[@.]", path.name)[0] for path in DEPLOY.rglob("medisoft*")}


def test_every_program_of_a_unit_is_a_script_or_the_server() -> None:
    text = "".join(path.read_text() for path in UNITS.glob("*.service"))
    programs = set(re.findall(rf"^ExecStart={PLACE}/current/(\S+)", text, re.M))

    assert programs - {".venv/bin/granian"} == {
        "deploy/bin/medisoft",
        "deploy/bin/medisoft-backup",
        "deploy/bin/medisoft-verify",
    }
    assert all(os.access(path, os.X_OK) for path in SCRIPTS.iterdir())
