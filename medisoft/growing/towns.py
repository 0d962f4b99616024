"""Where centres are: real towns with postcodes and clocks, and made-up suburbs around them."""

from random import Random
from typing import NamedTuple

from medisoft.growing.composing import composed


class Town(NamedTuple):
    suburb: str
    state: str
    postcode: str
    zone: str


def _towns(state: str, zone: str, named: str) -> list[Town]:
    pairs = (town.rsplit(" ", 1) for town in named.split(", "))
    return [Town(suburb, state, postcode, f"Australia/{zone}") for suburb, postcode in pairs]


# So that neighbours in the list lie far apart: places follow one another through all states.
_BY_STATE = [
    _towns(
        "NSW",
        "Sydney",
        "Randwick 2031, Parramatta 2150, Newcastle 2300, Wollongong 2500, Dubbo 2830, Orange 2800, "
        "Penrith 2750, Manly 2095, Tamworth 2340, Albury 2640",
    ),
    _towns(
        "VIC",
        "Melbourne",
        "Carlton 3053, Footscray 3011, Geelong 3220, Bendigo 3550, Frankston 3199, Box Hill 3128, "
        "Shepparton 3630, Mildura 3500",
    ),
    _towns(
        "QLD",
        "Brisbane",
        "Southport 4215, Toowoomba City 4350, Cairns City 4870, Ipswich 4305, Mackay 4740, "
        "Nambour 4560, Chermside 4032",
    ),
    _towns(
        "WA",
        "Perth",
        "Fremantle 6160, Joondalup 6027, Bunbury 6230, Albany 6330, Geraldton 6530, Subiaco 6008",
    ),
    _towns(
        "SA",
        "Adelaide",
        "Norwood 5067, Glenelg 5045, Mount Gambier 5290, Port Augusta 5700, Whyalla 5600",
    ),
    _towns("TAS", "Hobart", "Sandy Bay 7005, Launceston 7250, Devonport 7310, Burnie 7320"),
    _towns("ACT", "Sydney", "Belconnen 2617, Braddon 2612, Gungahlin 2912"),
    _towns("NT", "Darwin", "Darwin City 0800, Alice Springs 0870, Katherine 0850"),
    [Town("Broken Hill", "NSW", "2880", "Australia/Broken_Hill")],
    [Town("Lord Howe Island", "NSW", "2898", "Australia/Lord_Howe")],
]
TOWNS = [towns[n] for n in range(max(map(len, _BY_STATE))) for towns in _BY_STATE if n < len(towns)]

# The first digits of phone numbers that the regulator keeps for fiction (ACMA), by state.
AREA_CODES = {"NSW": 2, "ACT": 2, "VIC": 3, "TAS": 3, "QLD": 7, "SA": 8, "WA": 8, "NT": 8}
FICTIONAL = ("5550", "7010")

IN_TOWN = 3  # one centre of so many is in the town itself
NEXT_TO = ["North {}", "{} Heights", "South {}", "{} Park", "East {}", "{} Gardens", "West {}"]
_MADE_UP = composed(
    "Ald Ash Bal Bank Bel Berk Black Blue Boron Bram Brook Burr Cal Camp Carr Cedar Chel Clear Cor "
    "Cran Dar Dun Eagle Elder Ever Fair Fern Flinders Glen Gold Gran Green Gum Had Hazel Hay Iron "
    "Kel Kil Lang Long Lyn Mar May Mel Merri Mill Mor Oak Orchid Pine Quarry Rain Red River Rose "
    "Sand Shell Silver Spring Stan Stone Summer Sun Swan Tall Thorn Wal Wattle White Wil Wind Wood "
    "Yar",
    "borough bourne brae bridge bury combe dale down field fields ford gate grove ham haven hurst "
    "lea leigh ley mere mont more ridge side stead ton vale view ville ward water wick wood worth",
)
_ALSO = [
    *("{} Heights", "Mount {}", "{} Park", "{} Beach", "Lake {}", "{} Hills", "Port {}"),
    *("{} Creek", "{} Grove", "Upper {}", "{} Bay", "{} Junction", "{} Waters"),
]


def _suburbs() -> list[str]:
    """Made-up suburbs, each once: plain ones before those that share a name with others."""
    order = Random(1)  # noqa: S311 (nothing secret)
    plain = sorted(set(_MADE_UP) - {town.suburb for town in TOWNS})
    also = [form.format(name) for form in _ALSO for name in plain]
    return order.sample(plain, len(plain)) + order.sample(also, len(also))


_SUBURBS = _suburbs()


def town_of(centre: int) -> Town:
    """The town where the centre (by id) is, or around which: neighbours in number lie far apart."""
    return TOWNS[(centre - 1) % len(TOWNS)]


def suburb_of(centre: int) -> str:
    """The town itself for its first centre and every third; for another a suburb next to it, and
    once these are taken, a made-up one. No two towns share a suburb."""
    turn, town = divmod(centre - 1, len(TOWNS))
    if turn % IN_TOWN == 0:
        return TOWNS[town].suburb
    outside = turn - turn // IN_TOWN - 1
    if outside < len(NEXT_TO):
        return NEXT_TO[outside].format(TOWNS[town].suburb.removesuffix(" City"))
    nth = (outside - len(NEXT_TO)) % (len(_SUBURBS) // len(TOWNS))
    return _SUBURBS[nth * len(TOWNS) + town]


def phone_number(state: str, number: int) -> str:
    start = FICTIONAL[number // 10_000 % len(FICTIONAL)]
    return f"0{AREA_CODES[state]}{start}{number % 10_000:04}"
