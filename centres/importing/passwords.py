"""Hashing passwords on all processors. Child processes import this module, so it knows no model."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from django.contrib.auth.hashers import make_password

from centres.importing.processes import end_with

FEW = 4  # passwords that are hashed sooner than a process starts


@contextmanager
def hashing(passwords: Sequence[str], *, workers: int) -> Iterator[Iterator[str]]:
    """Gives the hash of each password, in order, as `workers` processes make them. Leaving the
    block, by Ctrl-C too, ends the processes."""
    if workers <= 1 or len(passwords) <= FEW:
        yield map(make_password, passwords)
        return
    executor = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=end_with,
        initargs=(os.getpid(),),
    )
    try:
        with without_ctrl_c():
            hashes = executor.map(make_password, passwords, chunksize=FEW)
        yield hashes
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def without_ctrl_c() -> Iterator[None]:
    """Hold Ctrl-C back until the processes have started. They inherit this and never see it:
    the parent ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
