"""The scripts of an operator, with systemd, nginx and the like played by others."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = settings.BASE_DIR / "deploy" / "bin"
SERVERS = settings.BASE_DIR / "deploy" / "nginx" / "medisoft-servers.conf"

# What is done in what order, and with which servers in nginx's list at that time.
PLAYED = """#!/bin/sh
echo "$(basename "$0") $*: $(sed -n 's/^server [0-9.]*:\\([0-9]*\\) max_fails.*/\\1/p' \
  {here}/etc/nginx/medisoft-servers.conf | paste -sd ' ')" >>{here}/done
"""
UNHEALTHY = """
[ "$(readlink {here}/srv/medisoft/current)" != releases/{unhealthy} ]
"""


class Machine:
    """A folder that stands for the root of a machine on which v1 serves and v2 is installed."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self.current = here / "srv/medisoft/current"
        self.servers = here / "etc/nginx/medisoft-servers.conf"
        for release in ("v1", "v2"):
            folder = here / "srv/medisoft/releases" / release
            folder.mkdir(parents=True)
            (folder / "installed").touch()
        self.current.symlink_to("releases/v1")
        self.servers.parent.mkdir(parents=True)
        shutil.copy(SERVERS, self.servers)
        (here / "etc/medisoft").mkdir()
        (here / "etc/medisoft/medisoft.env").write_text("SITE_URL=https://clinic.example\n")
        text = (
            (SCRIPTS / "medisoft-restart")
            .read_text()
            .replace("/srv/medisoft", f"{here}/srv/medisoft")
        )
        (here / "restart").write_text(text.replace("/etc/", f"{here}/etc/"))

    def play(self, program: str, ends: str = "") -> None:
        path = self.here / "bin" / program
        path.parent.mkdir(exist_ok=True)
        path.write_text(PLAYED.format(here=self.here) + ends)
        path.chmod(0o755)

    def restart(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        for program in ("systemctl", "nginx", "sleep"):
            self.play(program)
        return subprocess.run(
            ["bash", str(self.here / "restart"), *arguments],
            env={"PATH": f"{self.here}/bin:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, what: str) -> list[str]:
        path = self.here / "done"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line for line in lines if what in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.play("curl")
    return machine


def test_each_process_leaves_the_list_before_it_restarts(machine: Machine) -> None:
    result = machine.restart("v2")

    assert result.returncode == 0, result.stderr
    assert machine.done("systemctl restart") == [
        "systemctl restart medisoft-web@8001: 8002",
        "systemctl restart medisoft-web@8002: 8001",
        "systemctl restart medisoft-worker: 8001 8002",
    ]
    assert machine.current.readlink() == Path("releases/v2")
    assert machine.servers.read_text() == SERVERS.read_text()


def test_without_a_name_the_release_in_service_starts_anew(machine: Machine) -> None:
    result = machine.restart()

    assert result.returncode == 0, result.stderr
    assert len(machine.done("systemctl restart")) == 3
    assert machine.current.readlink() == Path("releases/v1")


def test_a_release_that_does_not_get_healthy_is_taken_back(machine: Machine) -> None:
    machine.play("curl", UNHEALTHY.format(here=machine.here, unhealthy="v2"))

    result = machine.restart("v2")

    assert result.returncode == 1
    assert "Port 8001 does not get healthy." in result.stdout
    assert machine.current.readlink() == Path("releases/v1")
    assert machine.servers.read_text() == SERVERS.read_text()
    assert machine.done("systemctl restart medisoft-worker") == []


def test_two_releases_are_not_put_into_service_at_once(machine: Machine) -> None:
    folder = os.open(machine.here / "srv/medisoft", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)

    result = machine.restart("v2")
    os.close(folder)

    assert result.returncode == 1
    assert "try again when it is done" in result.stdout
    assert machine.done("") == []


def test_what_is_not_installed_changes_nothing(machine: Machine) -> None:
    (machine.here / "srv/medisoft/releases/v2/installed").unlink()

    result = machine.restart("v2")

    assert result.returncode == 1
    assert "releases/v2 is not installed" in result.stdout
    assert machine.current.readlink() == Path("releases/v1")
    assert machine.done("") == []


@pytest.mark.parametrize(("enters", "place"), [(True, "here"), (False, "/")])
def test_a_command_runs_where_the_sites_user_can_be(
    tmp_path: Path, enters: bool, place: str
) -> None:
    runuser = tmp_path / "runuser"  # as the real one is called: -u medisoft -- PROGRAM …
    answer = f'[ "$4" = test ] && exit {int(not enters)}'
    runuser.write_text(f'#!/bin/sh\n{answer}\npwd\necho "$6" "$7"\n')
    runuser.chmod(0o755)

    told = subprocess.run(
        [SCRIPTS / "medisoft", "verify_history", "tony@example.com"],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    assert told == [place.replace("here", str(tmp_path)), "verify_history tony@example.com"]


def test_a_tag_that_does_not_exist_installs_nothing(tmp_path: Path) -> None:
    home = tmp_path / "srv"
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "origin"], check=True)
    subprocess.run(
        ["git", "clone", "--quiet", tmp_path / "origin", home / "source"],
        check=True,
        capture_output=True,
    )
    script = tmp_path / "release"
    text = (SCRIPTS / "medisoft-release").read_text()
    script.write_text(text.replace("/srv/medisoft", str(home)))

    result = subprocess.run(["bash", script, "v9"], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout) == (1, "There is no tag or commit v9.\n")
    assert not (home / "releases").exists()
