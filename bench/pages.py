"""The pages that are measured: who opens which addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Provider
from appointments.desk_rows import version_of
from bench import by_hand
from bench.answer import Ask, expecting
from bench.by_hand import ByHand
from bench.cast import Cast
from bench.people import People
from centres.models import Affiliation, Centre

Row = TypeVar("Row", bound=Model)

FLOOR = "F, the floor"
SAMPLES = 40  # addresses of a page that has many: what was read just now is quicker


@dataclass(frozen=True)
class Page:
    """`who` names a person of the cast. `by_hand` reads the rows of the page: its floor of SQL."""

    name: str
    who: str
    paths: Sequence[str]
    most: float | None = 3  # times F that it may cost
    by_hand: ByHand | None = None
    status: int = 200


def floor_of(cast: Cast) -> Page:
    return Page(FLOOR, "patient", [reverse("floor", args=[cast.centre])], most=None)


def opening(people: People, page: Page) -> Ask:
    """Opens its addresses in turn. Raises `Unexpected` for one that is refused."""
    session = people.named(page.who)

    def asks() -> Iterator[Ask]:
        for path in cycle(page.paths):
            yield lambda traced, path=path: session.get(path, traced=traced)  # type: ignore[misc]

    return expecting(page.status, asks())


def pages(cast: Cast) -> list[Page]:
    return [*_searches(), *_profiles(cast), *_of_patients(cast), *_of_providers(cast), *_desk(cast)]


def _searches() -> list[Page]:
    names = [provider.user.full_name for provider in _some(_providers())]
    surnames = [name.split()[-1] for name in names]
    towns = sorted({centre.suburb for centre in _some(Centre.objects.order_by("pk"))})
    near = [{"service": "GP", "suburb": town} for town in towns]
    return [
        _search("search: exact name", [{"q": name} for name in names]),
        _search("search: part of a name", [{"q": name[:4]} for name in surnames]),
        _search("search: one wrong letter", [{"q": _misspelt(name)} for name in surnames]),
        _search("search: nothing found", [{"q": f"{name[:3]}xqzj"} for name in surnames]),
        _search("search: service and suburb", near),
        _search("search: what thousands are", [{"q": "GP"}, {"q": "medical centre"}, {}]),
    ]


def _search(name: str, queries: Sequence[dict[str, str]]) -> Page:
    path = reverse("centres:search")
    return Page(name, "patient", [f"{path}?{urlencode(query)}" for query in queries])


def _misspelt(word: str) -> str:
    """With one letter after the first that is another."""
    place = 1 + len(word) // 2 if len(word) > 2 else 1
    return word[:place] + ("x" if word[place:][:1] != "x" else "k") + word[place + 1 :]


def _profiles(cast: Cast) -> list[Page]:
    places = _some(Affiliation.objects.filter(provider__in=_bookable()).order_by("pk"))
    return [
        Page(
            "centre of 30 providers",
            "patient",
            [reverse("centres:centre", args=[cast.centre])],
            most=2,
            by_hand=by_hand.centre(cast.centre),
        ),
        Page(
            "provider",
            "patient",
            [reverse("centres:provider", args=[place.provider_id]) for place in places],
            most=2,
            by_hand=by_hand.provider(places[0].provider_id),
        ),
        Page(
            "week of free times",
            "patient",
            [reverse("appointments:book", args=[place.pk]) for place in places],
            by_hand=by_hand.week(places[0]),
        ),
    ]


def _of_patients(cast: Cast) -> list[Page]:
    listed, history = reverse("appointments:list"), reverse("records:history")
    mine = by_hand.appointments_of(cast.patient)
    return [
        Page("patient's first page", "patient", [reverse("home")]),
        Page("appointments", "patient", [listed], most=2),
        Page("past appointments", "patient", [f"{listed}?when=past"], most=2, by_hand=mine),
        Page("history of 200 entries", "patient", [history], by_hand=by_hand.history(cast.patient)),
        Page(
            "access log",
            "patient",
            [reverse("records:access_log")],
            by_hand=by_hand.access_log(cast.patient),
        ),
    ]


def _of_providers(cast: Cast) -> list[Page]:
    visit, *_ = cast.consultations
    home, day = reverse("home"), cast.full_day
    return [
        Page(
            "provider's day",
            "gp",
            [f"{home}?day={day}"],
            by_hand=by_hand.day_of(cast.gp, day),
        ),
        Page("provider's week", "gp", [f"{home}?day={day}&view=week"]),
        Page("provider's appointments", "gp", [reverse("appointments:list")], most=2),
        Page("consultation", "gp", [reverse("records:consultation", args=[visit])]),
    ]


def _desk(cast: Cast) -> list[Page]:
    sheet = reverse("admin:centres_centre_day", args=[cast.centre])
    appointments = reverse("admin:appointments_appointment_changelist")
    day = f"{sheet}?day={cast.full_day}"
    seen = version_of(Centre.objects.get(pk=cast.centre), cast.full_day, now=timezone.now())
    return [
        Page("desk: day sheet", "staff", [day]),
        Page("desk: news of the day sheet", "staff", [f"{day}&seen={seen}"], status=204),
        Page("desk: appointments", "staff", [appointments], most=2),
        Page("all appointments", "superuser", [appointments], most=2),
    ]


def _providers() -> QuerySet[Provider]:
    return Provider.objects.select_related("user").order_by("pk")


def _bookable() -> QuerySet[Provider]:
    return Provider.objects.filter(profession__by_referral_only=False)


def _some(rows: QuerySet[Row]) -> list[Row]:
    """SAMPLES rows from all over the table."""
    pks = list(rows.values_list("pk", flat=True))
    chosen = Random(1).sample(pks, min(SAMPLES, len(pks)))  # noqa: S311 (nothing secret)
    return list(rows.filter(pk__in=chosen))
