"""Many browsers at a real server, which all want the same times."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import chain
from threading import Barrier
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from accounts.factories import PatientFactory
from accounts.models import OutgoingMail
from appointments import integrity
from appointments.models import Appointment, BookedSlot
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import open_affiliation
from medisoft.management.commands.run import HOST
from medisoft.tests.processes import LONGEST_WAIT, serving

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

BROWSERS = 8
SLOTS = 20
TOKEN = "t" * 32


@pytest.fixture
def port(process_environment: dict[str, str]) -> Iterator[int]:
    """A server at which one quick patient may book every slot, with static files as they are."""
    own = {"DEBUG": "True", "MEDISOFT_MAX_UPCOMING": str(SLOTS)}
    with serving(process_environment | own) as port:
        yield port


def session_of_a_patient() -> str:
    client = Client()
    client.force_login(PatientFactory.create().user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def post(port: int, path: str, session: str, fields: dict[str, str]) -> int:
    """The status of the answer."""
    headers = {
        "Host": "localhost",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
    with closing(HTTPConnection(HOST, port, timeout=LONGEST_WAIT)) as connection:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status


def test_eight_browsers_book_each_of_twenty_times_once(port: int) -> None:
    gp = open_affiliation()
    days = [coming_wednesday(weeks=week) for week in range(1, SLOTS + 1)]
    starts = [start for day in days for start in iso(gp, at(gp, 10, day=day))]
    start_line = Barrier(BROWSERS, timeout=LONGEST_WAIT)

    def book_all(session: str) -> Sequence[int]:
        statuses = []
        for start in starts:
            start_line.wait()
            statuses.append(post(port, f"/book/{gp.pk}/", session, {"slots": start}))
        return statuses

    sessions = [session_of_a_patient() for _ in range(BROWSERS)]
    with ThreadPoolExecutor(BROWSERS) as threads:
        answers = Counter(chain.from_iterable(threads.map(book_all, sessions)))

    assert answers == {302: SLOTS, 409: SLOTS * (BROWSERS - 1)}
    assert BookedSlot.objects.count() == Appointment.objects.count() == SLOTS
    assert OutgoingMail.objects.count() == SLOTS
    assert not list(integrity.faults())
