"""Pages that may be a moment behind: they read from a replica of the database, where there is one.

Every other page reads from the primary without having to say so. Which models such a page has from
the replica, `medisoft/replicas.py` decides: never those that access or bookings rest on.
"""

import logging
import time
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError, ProgrammingError, connections
from django.http import HttpRequest, HttpResponseBase

from accounts.decorators import View

logger = logging.getLogger(__name__)

REPLICA = "replica"  # its alias among the databases
PAUSE = 10  # seconds in which a replica that failed is not asked again
JUST_WROTE = "just-wrote"  # the cookie of who must see what they have just changed
# The last: a table or column that the replica has not got yet, just after a migration.
FAULTS = (OperationalError, InterfaceError, ProgrammingError)

_reading: ContextVar[bool] = ContextVar("reading_from_replica", default=False)
_asked_again_at = 0.0  # on the monotonic clock


def reading_from_replica() -> bool:
    """Whether what happens now is the answer of a page that may be a moment behind."""
    return _reading.get()


def may_be_behind(view: View) -> View:
    """For a page that changes nothing and shows only what many people see.

    Where the replica fails, the page is made anew from the primary, and for `PAUSE` seconds this
    process leaves the replica alone: without one the site is slower, and never away.
    """

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        global _asked_again_at
        if not _can_ask(request):
            return view(request, *args, **kwargs)
        token = _reading.set(True)
        try:
            return view(request, *args, **kwargs)
        except FAULTS as fault:
            logger.warning("the replica is left alone for %s s: %s", PAUSE, type(fault).__name__)
            _asked_again_at = time.monotonic() + PAUSE
        finally:
            _reading.reset(token)
        return view(request, *args, **kwargs)

    return read


def _can_ask(request: HttpRequest) -> bool:
    return (
        REPLICA in connections
        and JUST_WROTE not in request.COOKIES
        and time.monotonic() >= _asked_again_at
    )
