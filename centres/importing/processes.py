"""Processes that do not outlive the one that started them, however that one ends."""

import os
import signal
import threading
import time

LOOK_SECONDS = 1


def end_with(parent: int) -> None:
    """Let this process get SIGTERM once `parent`, the id of the process that started it, has
    ended: a killed parent cannot send one."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
