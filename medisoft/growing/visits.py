"""When each patient visits whom: never two at one time, and never one provider twice a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from math import gcd
from random import Random
from zoneinfo import ZoneInfo

from medisoft.growing.people import Place, place_on, places_of, profession_of
from medisoft.growing.plan import SLOTS_A_DAY, NotGrown, Plan

HALF_HOUR = 1800  # seconds
MORNING_SLOTS = 8
MOST_UPCOMING = 8  # below what the site lets a patient book
LETTERS = 5  # one patient of so many is sent to a specialist
LONGEST_WAIT = 240  # working days from a letter to the visit: within its term of a year

# Of visits that are over, one of so many was cancelled, and one missed.
CANCELLED, MISSED = 12, 40


@dataclass
class Visit:
    day: int  # of the plan's days
    starts: int  # seconds since 1970, UTC
    provider: int
    place: Place
    is_over: bool
    fate: str  # "attended", "cancelled", "no_show" or "booked"
    letter_from: "Visit | None" = None


class Diary:
    """Deals out the half hours of all providers, each once, scattered over the whole time."""

    def __init__(self, plan: Plan) -> None:
        self._days = plan.days
        self._today = sum(day < plan.today for day in plan.days)
        self._slots = len(plan.days) * SLOTS_A_DAY
        self._stride = next(
            n for n in range(int(self._slots * 0.618), 1, -1) if gcd(n, self._slots) == 1
        )
        self._places = {
            provider: places_of(provider, plan.sizes.centres)
            for provider in range(1, plan.sizes.providers + 1)
        }
        self._dealt = dict.fromkeys(self._places, 0)
        self._mornings: dict[str, list[int]] = {}

    def next_of(self, provider: int, random: Random) -> Visit | None:
        """The next half hour of the provider; None when all are dealt out."""
        nth = self._dealt[provider]
        if nth == self._slots:
            return None
        self._dealt[provider] = nth + 1
        day, slot = divmod((provider * 97 + nth * self._stride) % self._slots, SLOTS_A_DAY)
        places = self._places[provider]
        place = places[place_on(self._days[day].weekday(), len(places))]
        after_lunch = 2 if slot >= MORNING_SLOTS else 0  # half hours
        starts = self._nine_o_clock(place.zone)[day] + (slot + after_lunch) * HALF_HOUR
        is_over = day < self._today
        return Visit(day, starts, provider, place, is_over, _fate(random, is_over))

    def _nine_o_clock(self, zone: str) -> list[int]:
        """When it is 09:00 there on each day. No clock is changed between then and evening."""
        if zone not in self._mornings:
            self._mornings[zone] = [
                int(datetime.combine(day, time(9), ZoneInfo(zone)).astimezone(UTC).timestamp())
                for day in self._days
            ]
        return self._mornings[zone]


def visits(plan: Plan) -> Iterator[list[Visit]]:
    """The visits of each patient, in order. The same each time."""
    sizes = plan.sizes
    random, diary = Random(plan.seed), Diary(plan)  # noqa: S311 (nothing secret)
    everybody = range(1, sizes.providers + 1)
    specialists = [n for n in everybody if profession_of(n) == "Specialist"]
    others = [n for n in everybody if profession_of(n) != "Specialist"]
    for patient in range(sizes.patients):
        count = share(sizes.appointments, patient, sizes.patients)
        own: dict[int, Visit] = {}
        while len(own) < count:
            last = len(own) == count - 1
            if last and specialists and patient % LETTERS == 0:
                referred = _referred(own, diary.next_of(random.choice(specialists), random))
                if referred is not None:
                    own[referred.day] = referred
                    continue
            visit = _somebodys(others, diary, random)
            upcoming = sum(not other.is_over for other in own.values())
            if visit.day not in own and (visit.is_over or upcoming < MOST_UPCOMING):
                own[visit.day] = visit
        yield [own[day] for day in sorted(own)]


def share(total: int, nth: int, parts: int) -> int:
    """How much of `total` falls to the `nth` of `parts`, counted from 0; together exactly all."""
    return (nth + 1) * total // parts - nth * total // parts


def _somebodys(providers: list[int], diary: Diary, random: Random) -> Visit:
    """Raises `NotGrown` when nobody has time left."""
    chosen = random.randrange(len(providers))
    for nth in range(len(providers)):
        provider = providers[(chosen + nth) % len(providers)]
        if (visit := diary.next_of(provider, random)) is not None:
            return visit
    raise NotGrown("The providers have not enough time. Choose more providers.")


def _referred(own: dict[int, Visit], visit: Visit | None) -> Visit | None:
    """The visit to a specialist, with the visit to a GP that a letter can come from; None without
    one."""
    if visit is None or visit.day in own:
        return None
    for day in sorted(own, reverse=True):
        earlier = own[day]
        in_time = visit.day - LONGEST_WAIT < day < visit.day
        attended = earlier.fate == "attended" and profession_of(earlier.provider) == "GP"
        if in_time and attended:
            visit.letter_from = earlier
            return visit
    return None


def _fate(random: Random, is_over: bool) -> str:
    drawn = random.random()
    if drawn < 1 / CANCELLED:
        return "cancelled"
    if not is_over:
        return "booked"
    return "no_show" if drawn > 1 - 1 / MISSED else "attended"
