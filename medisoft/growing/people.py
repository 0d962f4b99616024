"""Rows of the people, of the centres and of the hours there."""

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from accounts.folding import folded_name
from accounts.validators import MEDICARE_WEIGHTS
from centres.validators import CHECKS, PLACES, PROVIDER_NUMBER_WEIGHTS
from medisoft.bulk.rows import Row, Table
from medisoft.growing import tables
from medisoft.growing.centres import centre_row
from medisoft.growing.names import full_name
from medisoft.growing.plan import SHARE_OF_SPECIALISTS, Plan
from medisoft.growing.towns import TOWNS, phone_number, town_of

# Professions take turns; a tenth are specialists.
PROFESSIONS = [
    *("GP", "Specialist", "Physiotherapist", "GP", "Pathologist"),
    *("GP", "Pharmacist", "GP", "Radiographer", "GP"),
]
assert len(PROFESSIONS) == SHARE_OF_SPECIALISTS  # noqa: S101 (of two constants)
# Of the providers with two places, the first days of the week are spent at the first.
DAYS_AT_FIRST = 3
MORNING, AFTERNOON = ("09:00:00", "13:00:00"), ("14:00:00", "17:00:00")

# Ids of accounts; those of providers, of patients and of all other staff follow.
ADMIN, STAFF = 1, 2
KEPT = 3  # centres, by one of the staff at most
STAFF_A_CENTRE = 2
LOG_INS = {
    "superuser": (ADMIN_EMAIL := "admin@example.org"),
    "staff": (STAFF_EMAIL := "staff@example.org"),
    "GP": (GP_EMAIL := "gp@example.org"),
    "specialist": (SPECIALIST_EMAIL := "specialist@example.org"),
    "patient": (PATIENT_EMAIL := "patient@example.org"),
}
JOINED = "2020-01-01 00:00:00"


class Place(NamedTuple):
    """Where a provider works: the ids of the affiliation and the centre, and the clock there."""

    affiliation: int
    centre: int
    zone: str
    number: str


def profession_of(provider: int) -> str:
    return PROFESSIONS[(provider - 1) % len(PROFESSIONS)]


def user_of(provider: int) -> int:
    return STAFF + provider


def places_of(provider: int, centres: int) -> list[Place]:
    """One place, and for every third provider a second one around the same town where there is
    one."""
    first = (provider - 1) % centres + 1
    second = (first + len(TOWNS) - 1) % centres + 1
    both = provider % 3 == 0 and second != first and town_of(first) == town_of(second)
    return [
        Place(2 * provider + nth, centre, town_of(centre).zone, provider_number(provider, nth))
        for nth, centre in enumerate([first, second] if both else [first])
    ]


def provider_number(provider: int, nth: int) -> str:
    """A number that fits its check character (Services Australia)."""
    stem = f"{(provider * 7919 + 100_000) % 1_000_000:06}"
    total = sum(
        int(digit) * weight for digit, weight in zip(stem, PROVIDER_NUMBER_WEIGHTS, strict=True)
    )
    return f"{stem}{PLACES[nth]}{CHECKS[(total + 6 * nth) % len(CHECKS)]}"


def medicare_number(patient: int) -> str:
    """The digits of a card that no other patient (by number, from 0) has."""
    digits = f"{20_000_000 + patient * 7919 % 50_000_000:08}"
    total = sum(int(d) * weight for d, weight in zip(digits, MEDICARE_WEIGHTS, strict=True))
    return f"{digits}{total % 10}1"


def place_rows(plan: Plan) -> Iterator[tuple[Table, Row]]:
    """Everybody and everything but the patients."""
    yield from account(plan, ADMIN, "Alex Sandoval", ADMIN_EMAIL, "staff")
    yield from account(plan, STAFF, "Robin Attwater", STAFF_EMAIL, "staff")
    for centre in range(1, plan.sizes.centres + 1):
        yield tables.CENTRES, centre_row(centre)
    yield from _staff(plan)
    for provider in range(1, plan.sizes.providers + 1):
        yield from _provider(plan, provider)


def account(plan: Plan, user: int, name: str, email: str, role: str) -> Iterator[tuple[Table, Row]]:
    """An account with its address. Most have no password that can be used."""
    password = plan.password if email in LOG_INS.values() else f"!{user:040}"
    phone = phone_number("NSW", user)
    is_admin = int(user == ADMIN)
    folded = folded_name(name).values()
    yield tables.USERS, (user, password, is_admin, email, name, *folded, phone, role, 1, JOINED)
    yield tables.ADDRESSES, (user, 1, 1, user, email)


def address(name: str, number: int) -> str:
    plain = name.lower().replace(" ", ".").replace("'", "")
    return f"{plain}.{number}@example.org"


def _staff(plan: Plan) -> Iterator[tuple[Table, Row]]:
    """Which centres the one who logs in keeps, and the others, each with one to three centres.
    Databases guess by these how many rows somebody keeps."""
    centres, memberships = plan.sizes.centres, count(1)
    for centre in range(1, min(KEPT, centres) + 1):
        yield tables.MEMBERSHIPS, (next(memberships), STAFF, centre)
    first_user = STAFF + plan.sizes.providers + plan.sizes.patients + 1
    for number in range(centres * STAFF_A_CENTRE):
        user, own = first_user + number, number // STAFF_A_CENTRE
        name = full_name(user)
        yield from account(plan, user, name, address(name, user), "staff")
        for further in range(min(number % KEPT + 1, centres)):
            kept = (own + further) % centres + 1
            yield tables.MEMBERSHIPS, (next(memberships), user, kept)


def _provider(plan: Plan, provider: int) -> Iterator[tuple[Table, Row]]:
    user, profession = user_of(provider), profession_of(provider)
    name = full_name(user)
    email = {1: GP_EMAIL, 2: SPECIALIST_EMAIL}.get(provider) or address(name, user)
    yield from account(plan, user, name, email, "provider")
    kinds = plan.expertises
    expertise = kinds[provider // 10 % len(kinds)] if profession == "Specialist" else None
    yield tables.PROVIDERS, (provider, user, plan.professions[profession], expertise)
    for nth, place in enumerate(places := places_of(provider, plan.sizes.centres)):
        yield tables.AFFILIATIONS, (place.affiliation, provider, place.centre, place.number)
        for weekday in range(5):
            if nth == place_on(weekday, len(places)):
                for half, (opens, closes) in enumerate((MORNING, AFTERNOON)):
                    pk = (provider * 5 + weekday) * 2 + half
                    yield tables.HOURS, (pk, place.affiliation, weekday, opens, closes)


def place_on(weekday: int, places: int) -> int:
    """At which of their `places` a provider works on that day of the week."""
    return int(places > 1 and weekday >= DAYS_AT_FIRST)
