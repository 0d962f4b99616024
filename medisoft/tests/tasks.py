"""A task that only the worker's tests queue."""

import time
from pathlib import Path

from django_tasks import task


@task()
def linger(folder: str) -> None:
    """Leave a line in `begun`, wait until there is `go`, then leave one in `done`."""
    here = Path(folder)
    with (here / "begun").open("a") as begun:
        begun.write("begun\n")
    while not (here / "go").exists():
        time.sleep(0.02)
    with (here / "done").open("a") as done:
        done.write("done\n")
