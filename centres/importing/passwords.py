"""Hashing passwords on all processors."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.pool import ThreadPool

from django.contrib.auth.hashers import make_password


@contextmanager
def hashing(passwords: Sequence[str], *, workers: int) -> Iterator[Iterator[str]]:
    """Gives the hash of each password, in order, `workers` of them being made at once: in threads,
    since a hash is made outside of Python's lock. Leaving the block, by Ctrl-C too, gives up those
    that are still to be made."""
    with ThreadPool(workers) as threads:
        yield threads.imap(make_password, passwords)
