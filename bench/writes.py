"""What people change: bookings of many, bookings that compete, consultations, log-ins."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, cycle, islice
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from appointments import services
from appointments.availability import free_starts
from appointments.models import Appointment, BookedSlot
from bench.answer import Answer, Ask, expecting
from bench.cast import Cast
from bench.load import BLOCKS
from bench.people import People, Session
from centres.models import Affiliation

AHEAD = timedelta(days=70)  # past all that `grow` has booked
WEEKS = 3  # in which each provider's free times are looked for
AT_ONCE = 200  # providers
EACH = settings.MEDISOFT_MAX_UPCOMING - 1  # bookings that a patient has room for
CROWD, DAYS, WANTED = 50, 6, 5  # sessions; on each day each wants one of so many half hours
WRITERS = 16


class Wish(NamedTuple):
    """Somebody who is about to press Book."""

    session: Session
    place: Affiliation
    start: datetime

    def book(self, traced: bool = False) -> Answer:
        path = reverse("appointments:book", args=[self.place.pk])
        fields = [("slots", self.start.isoformat()), ("reason", "Check-up")]
        return self.session.post(path, fields, traced=traced)


@dataclass(frozen=True)
class Crowd:
    """How a number of bookings at one time went."""

    name: str
    answers: dict[int, int]  # how many of each status
    doubles: int
    a_second: float
    p50: float  # milliseconds
    p99: float


@dataclass(frozen=True)
class Write:
    """`most` is what it may cost in times F; None where F says nothing: a log-in hashes."""

    name: str
    ask: Ask
    most: float | None
    blocks: int = BLOCKS


def all_writes(people: People, cast: Cast) -> list[Write]:
    return [
        Write("booking", expecting(302, bookings(people, cast)), most=1 / 0.3),
        Write("consultation saved", expecting(302, consultations(people, cast)), most=None),
        Write("log-in", expecting(302, log_ins(people, cast)), most=None, blocks=1),
    ]


def bookings(people: People, cast: Cast) -> Iterator[Ask]:
    """Each is with another provider. Who books has been on the site before: a log-in hashes, and
    the first page after it writes the session."""
    for email in cast.bookers:
        people.at(email).get(reverse("home"))
    for wish in _wishes(people, cast):
        yield wish.book


def consultations(people: People, cast: Cast) -> Iterator[Ask]:
    """The GP adds an entry to one history after the other."""
    session = people.named("gp")
    for number, visit in enumerate(cycle(cast.consultations)):
        path = reverse("records:consultation", args=[visit])
        fields = [
            ("text", f"A cough for two weeks. Chest clear. Seen as number {number}."),
            ("rx-TOTAL_FORMS", "1"),
            ("rx-0-medication", "Amoxicillin"),
            ("rx-0-dose", "500 mg"),
            ("rx-0-directions", "Three times a day"),
            ("rx-0-repeats", "0"),
            ("action", "save"),
        ]
        yield lambda traced, path=path, fields=fields: session.post(  # type: ignore[misc]
            path, fields, traced=traced
        )


def log_ins(people: People, cast: Cast) -> Iterator[Ask]:
    for email in cycle(cast.bookers):
        yield lambda traced, email=email: people.another().log_in(  # type: ignore[misc]
            email, traced=traced
        )


def crowd(people: People, cast: Cast) -> Crowd:
    """Fifty people want the first times of one doctor."""
    place = Affiliation.objects.filter(provider__user__email=cast.gp).with_names()[0]
    days = _by_day(place, DAYS)
    for email in cast.bookers[:CROWD]:
        _make_room(email)
    sessions = [people.at(email) for email in cast.bookers[:CROWD]]
    wishes = [
        [Wish(session, place, starts[n % WANTED]) for starts in days]
        for n, session in enumerate(sessions)
    ]
    return _at_one_time("50 sessions, one provider", wishes)


def writers(people: People, cast: Cast) -> Crowd:
    """Sixteen people book here and there at one time."""
    wishes = list(islice(_wishes(people, cast), WRITERS * EACH))
    turns = [wishes[n * EACH : (n + 1) * EACH] for n in range(WRITERS)]
    return _at_one_time("16 sessions, many providers", turns)


def _at_one_time(name: str, turns: Sequence[Sequence[Wish]]) -> Crowd:
    before = timezone.now()
    with ThreadPoolExecutor(len(turns)) as pool:
        began = perf_counter()
        answers = [
            answer
            for found in pool.map(lambda own: [wish.book() for wish in own], turns)
            for answer in found
        ]
        seconds = perf_counter() - began
    made = Appointment.objects.filter(created_at__gte=before)
    taken = BookedSlot.objects.filter(appointment__in=made)
    distinct = taken.values("provider", "starts_at").distinct().count()
    times = [answer.seconds * 1000 for answer in answers]
    return Crowd(
        name=name,
        answers=dict(Counter(answer.status for answer in answers)),
        doubles=made.count() - distinct,
        a_second=len(answers) / seconds,
        p50=median(times),
        p99=quantiles(times, n=100)[-1],
    )


def _wishes(people: People, cast: Cast) -> Iterator[Wish]:
    """One patient after the other, each on as many days as they have room for: nobody is in two
    places on one day."""
    free = _free_times()
    for email in cycle(cast.bookers):
        _make_room(email)
        days: set[date] = set()
        while len(days) < EACH:
            place, starts = next(free)
            start = next((one for one in starts if one.date() not in days), None)
            if start is not None:
                days.add(start.date())
                yield Wish(people.at(email), place, start)


def _make_room(email: str) -> None:
    """Cancel what is to come."""
    now = timezone.now()
    ahead = Appointment.objects.standing().upcoming(now).filter(patient__user__email=email)
    for visit in ahead.with_names():
        services.cancel(appointment=visit, by=visit.patient.user, now=now)


def _free_times() -> Iterator[tuple[Affiliation, list[datetime]]]:
    """The first free time of each of some days, of each provider in turn."""
    places = Affiliation.objects.filter(provider__profession__by_referral_only=False)
    pks = list(places.order_by("pk").values_list("pk", flat=True))
    for weeks in count(0, WEEKS):
        for first in range(0, len(pks), AT_ONCE):
            for place in places.filter(pk__in=pks[first : first + AT_ONCE]).with_names():
                days = _by_day(place, EACH, after=timedelta(weeks=weeks))
                yield place, [starts[0] for starts in days]


def _by_day(place: Affiliation, days: int, after: timedelta = timedelta()) -> list[list[datetime]]:
    """The free times of a place on the first `days` days that have WANTED of them."""
    now = timezone.now()
    first_day = timezone.localdate(now + AHEAD + after)
    by_day: dict[object, list[datetime]] = {}
    free = free_starts([place], first_day=first_day, days=7 * WEEKS, now=now)
    for start in free[place.pk]:
        by_day.setdefault(start.astimezone(place.centre.zone).date(), []).append(start)
    return [starts for starts in by_day.values() if len(starts) >= WANTED][:days]
