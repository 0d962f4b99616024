"""Making rows in a second process while this one writes. The child imports this module before
Django is set up, so it knows no model."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

import django

from centres.importing.processes import end_with, without_ctrl_c
from medisoft.growing.plan import Plan
from medisoft.growing.tables import Batch

FEW = 5_000  # appointments that are made sooner than a process starts
AHEAD = 4  # batches that wait to be written

_batches: Iterator[Batch] = iter(())  # of the child


@contextmanager
def producing(plan: Plan) -> Iterator[Iterator[Batch]]:
    """Gives the batches of the plan, in order. Leaving the block ends the second process."""
    if plan.sizes.appointments <= FEW:
        yield _made(plan)
        return
    executor = ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(os.getpid(), plan),
    )
    try:
        with without_ctrl_c():
            waiting = deque(executor.submit(_next) for _ in range(AHEAD))
        yield _arriving(executor, waiting)
    finally:
        executor.shutdown(cancel_futures=True)


def _arriving(
    executor: ProcessPoolExecutor, waiting: "deque[Future[Batch | None]]"
) -> Iterator[Batch]:
    while (batch := waiting.popleft().result()) is not None:
        waiting.append(executor.submit(_next))
        yield batch


def _start(parent: int, plan: Plan) -> None:
    global _batches
    end_with(parent)
    django.setup()
    _batches = _made(plan)


def _next() -> Batch | None:
    return next(_batches, None)


def _made(plan: Plan) -> Iterator[Batch]:
    from medisoft.growing.making import batches  # it knows models, which `_start` sets up first

    return batches(plan)
