"""Hashing passwords on all processors. Child processes import this module, so it knows no model."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from django.contrib.auth.hashers import make_password

FEW = 4  # passwords that are hashed sooner than a process starts


def hash_passwords(passwords: Sequence[str], *, workers: int) -> Iterator[str]:
    """The hash of each password, in order, made in `workers` processes. An exception in the
    caller (Ctrl-C too) ends them; nothing of them outlives this process."""
    if workers <= 1 or len(passwords) <= FEW:
        yield from map(make_password, passwords)
        return
    executor = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_child,
    )
    try:
        yield from executor.map(make_password, passwords, chunksize=FEW)
    finally:
        executor.shutdown(cancel_futures=True)


def _start_child() -> None:
    """Leave Ctrl-C to the parent, and end when the parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
