"""Many browsers, of patients and of desks, at a real server: all want the same times."""

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
from accounts.models import OutgoingMail, User
from appointments import integrity
from appointments.models import Appointment, BookedSlot
from appointments.tests.desks import book_path_of, find, passes_in, receptionist
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import open_affiliation
from centres.models import Affiliation
from medisoft.management.commands.run import HOST
from medisoft.tests.processes import LONGEST_WAIT, serving

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

BROWSERS, DESKS = 8, 4
SLOTS = 20
TOKEN = "t" * 32


@pytest.fixture
def port(process_environment: dict[str, str]) -> Iterator[int]:
    """A server at which one quick patient may book every slot, with static files as they are."""
    own = {"DEBUG": "True", "MEDISOFT_MAX_UPCOMING": str(SLOTS)}
    with serving(process_environment | own) as port:
        yield port


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return session_in(client)


def session_in(client: Client) -> str:
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


def everybody_posts_all(
    port: int, sessions: Sequence[str], posts: Sequence[Sequence[tuple[str, dict[str, str]]]]
) -> Counter[int]:
    """How often each status was the answer, when all sessions send their first post at once, then
    their second, and so on. A post is a path and its fields."""
    start_line = Barrier(len(sessions), timeout=LONGEST_WAIT)

    def post_all(session: str, own: Sequence[tuple[str, dict[str, str]]]) -> Sequence[int]:
        statuses = []
        for path, fields in own:
            start_line.wait()
            statuses.append(post(port, path, session, fields))
        return statuses

    with ThreadPoolExecutor(len(sessions)) as threads:
        return Counter(chain.from_iterable(threads.map(post_all, sessions, posts)))


def test_eight_browsers_book_each_of_twenty_times_once(port: int) -> None:
    gp = open_affiliation()
    posts = [(f"/book/{gp.pk}/", {"slots": start}) for start in starts_of(gp)]
    sessions = [session_of(PatientFactory.create().user) for _ in range(BROWSERS)]

    answers = everybody_posts_all(port, sessions, [posts] * BROWSERS)

    assert answers == {302: SLOTS, 409: SLOTS * (BROWSERS - 1)}
    assert each_slot_was_booked_once()


def test_of_four_desks_that_book_one_time_for_their_patients_one_does_it(port: int) -> None:
    gp = open_affiliation()
    paths = [book_path_of(gp, start) for start in starts_of(gp)]
    sessions, posts = [], []
    for _ in range(DESKS):
        patient, client = PatientFactory.create(), Client()
        client.force_login(receptionist(gp.centre))
        [found] = passes_in(find(client, paths[0], patient.user.email).text)
        sessions.append(session_in(client))
        posts.append(
            [(path, {"action": "book", "patient": found, "length": "30"}) for path in paths]
        )

    answers = everybody_posts_all(port, sessions, posts)

    assert answers == {302: SLOTS, 409: SLOTS * (DESKS - 1)}
    assert each_slot_was_booked_once()


def starts_of(place: Affiliation) -> list[str]:
    """Ten o'clock on a Wednesday of each of so many weeks."""
    days = [coming_wednesday(weeks=week) for week in range(1, SLOTS + 1)]
    return [start for day in days for start in iso(place, at(place, 10, day=day))]


def each_slot_was_booked_once() -> bool:
    return (
        BookedSlot.objects.count() == Appointment.objects.count() == SLOTS
        and OutgoingMail.objects.count() == SLOTS
        and not list(integrity.faults())
    )
