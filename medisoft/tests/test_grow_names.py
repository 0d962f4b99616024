"""The names that `grow` makes up: as many, and as unevenly spread, as those of a nation."""

from collections import Counter
from datetime import date

import pytest
from django.db.models import Count

from accounts.models import Provider
from accounts.validators import validate_name
from medisoft.growing.centres import centre_name, centre_row
from medisoft.growing.grow import grow
from medisoft.growing.names import full_name
from medisoft.growing.plan import Sizes
from medisoft.growing.surnames import SURNAMES
from medisoft.growing.towns import TOWNS, suburb_of

TODAY = date(2026, 11, 26)
NATION = range(1, 100_001)  # accounts
PRACTICES = range(1, 10_001)  # centres


@pytest.fixture(scope="module")
def surnames() -> Counter[str]:
    return Counter(full_name(number).split(" ", 1)[1] for number in NATION)


def test_a_nation_has_tens_of_thousands_of_surnames(surnames: Counter[str]) -> None:
    assert 20_000 <= len(surnames) <= 30_000


def test_the_most_frequent_surname_is_that_of_one_in_a_hundred(surnames: Counter[str]) -> None:
    [(surname, bearers)] = surnames.most_common(1)

    assert surname == "Smith"
    assert 0.005 <= bearers / len(NATION) <= 0.02


def test_every_name_can_be_typed_into_a_form(surnames: Counter[str]) -> None:
    for number in NATION[:: len(NATION) // 5_000]:
        validate_name(full_name(number))
    for surname in SURNAMES:
        validate_name(surname)


@pytest.mark.parametrize(
    "alike",
    ["Smith Smyth Smithe", "Thompson Thomson Tomson", "Reid Reed Read", "Clark Clarke Clerk"],
)
def test_frequent_surnames_have_neighbours_that_are_borne(
    alike: str, surnames: Counter[str]
) -> None:
    assert all(surnames[surname] for surname in alike.split())


def test_the_same_number_has_the_same_name_on_every_machine() -> None:
    names = [full_name(number) for number in (1, 2, 1_000_000)]

    assert names == [
        "Noah Kaur",
        "Merelle Twybourne",
        "Lisa Wright",
    ]


def test_no_two_centres_of_a_nation_have_one_name() -> None:
    names = {centre_name(centre).casefold() for centre in PRACTICES}

    assert len(names) == len(PRACTICES)


def test_a_nation_has_thousands_of_suburbs_and_a_clinic_is_in_a_real_town() -> None:
    assert len({suburb_of(centre) for centre in PRACTICES}) > 6_000
    assert [suburb_of(centre) for centre in range(1, 13)] == [town.suburb for town in TOWNS[:12]]


def test_a_suburb_has_the_state_the_postcode_and_the_clock_of_its_town() -> None:
    real = {town[1:] for town in TOWNS}

    assert {centre_row(centre)[-3:] for centre in PRACTICES} == real


@pytest.mark.django_db
def test_both_places_of_a_provider_are_around_one_town() -> None:
    grow(
        Sizes(centres=200, providers=200, patients=0, appointments=0, entries=0),
        seed=1,
        today=TODAY,
    )

    with_two = Provider.objects.annotate(
        places=Count("affiliations"),
        postcodes=Count("affiliations__centre__postcode", distinct=True),
        clocks=Count("affiliations__centre__timezone", distinct=True),
    ).filter(places=2)
    assert with_two.count() > 30
    assert not with_two.exclude(postcodes=1, clocks=1).exists()
