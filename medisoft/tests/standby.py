"""A second PostgreSQL on this machine, which streams what the test's own server writes."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection

from medisoft.tests.processes import wait_until

# Only a socket in a private directory, every statement in the log, and no waiting for the disk.
OPTIONS = (
    "-c listen_addresses= -c unix_socket_directories={home} -c fsync=off -c max_connections=200 "
    "-c log_statement=all -c hot_standby_feedback=on"
)


@dataclass(frozen=True)
class Standby:
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """What lets a process of the site read the test's database here."""
        name = connection.settings_dict["NAME"]
        return {"DATABASE_REPLICA_URL": f"postgresql:///{name}?host={self.home}"}

    def ask(self, sql: str) -> str:
        name = connection.settings_dict["NAME"]
        with closing(psycopg.connect(host=str(self.home), dbname=name)) as own:
            row = own.execute(sql.encode()).fetchone()
        return str(row[0]) if row else ""

    def catch_up(self) -> None:
        """Wait until it has all that is committed by now."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()")
            [written] = cursor.fetchone()
        wait_until(lambda: self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{written}'") == "True")

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """It answers, and shows nothing new."""
        self.catch_up()
        self.ask("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")
        try:
            yield
        finally:
            self.ask("SELECT pg_wal_replay_resume()")

    @contextmanager
    def tables_read(self) -> Iterator[set[str]]:
        """The tables that the site's statements name meanwhile."""
        log, found = self.home / "log", set[str]()
        before = log.stat().st_size
        yield found
        found.update(re.findall(r'(?:FROM|JOIN) "(\w+)"', log.read_text()[before:]))

    def start(self) -> None:
        options = OPTIONS.format(home=self.home)
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def copy(self, slot: str) -> None:
        """Take the primary's files, and where to stream from: by `slot`."""
        url = os.environ["DATABASE_URL"]
        target = ["-D", "data", "-R", "-S", slot, "-c", "fast", "--no-sync"]
        self._run("pg_basebackup", "-d", url, *target)

    def _run(self, program: str, *arguments: str) -> None:
        """As the server's own user, who need not be able to read the project."""
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        path = str(found[-1]) if found else shutil.which(program) or program
        drop = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*drop, path, *arguments],
            cwd=self.home,
            stdout=subprocess.DEVNULL,  # a server that stays would hold a pipe open
            check=True,
        )


@contextmanager
def kept_for_replica() -> Iterator[str]:
    """A replication slot: from now on the primary keeps what it wrote until the replica has it,
    however much other tests write meanwhile."""
    slot = f"standby_{os.getpid()}"
    with closing(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)) as primary:
        primary.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])
        try:
            yield slot
        finally:
            released = "SELECT active_pid IS NULL FROM pg_replication_slots WHERE slot_name = %s"
            wait_until(lambda: primary.execute(released, [slot]).fetchone() == (True,))
            primary.execute("SELECT pg_drop_replication_slot(%s)", [slot])


@contextmanager
def standing_by() -> Iterator[Standby]:
    """A replica of the server that `DATABASE_URL` names, gone afterwards."""
    home = Path(tempfile.mkdtemp())  # pytest's own lies in folders that are closed to others
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    standby = Standby(home)
    try:
        with kept_for_replica() as slot:
            try:
                standby.copy(slot)
                standby.start()
                yield standby
            finally:
                if (home / "data" / "postmaster.pid").exists():
                    standby.stop()
    finally:
        shutil.rmtree(home)
