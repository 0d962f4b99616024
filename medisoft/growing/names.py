"""Made-up names, and real towns with their postcodes and clocks."""

from typing import NamedTuple


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

CENTRE_NAMES = [
    *("{} Medical Centre", "{} Family Practice", "{} Hospital", "{} Health Hub"),
    *("{} Community Health", "{} Street Clinic", "{} Park Surgery", "{} Private Hospital"),
    *("{} Plaza Doctors", "{} Wellness Centre", "North {} Practice", "South {} Practice"),
]
STREETS = [
    *("Acacia Avenue", "Banksia Street", "Wattle Road", "Station Street", "Victoria Parade"),
    *("Church Street", "Beach Road", "High Street", "Railway Terrace", "Jacaranda Drive"),
]
FIRST_NAMES = [
    *("Olivia", "Noah", "Charlotte", "Oliver", "Isla", "Jack", "Amelia", "Leo", "Mia", "William"),
    *("Ava", "Henry", "Grace", "Theodore", "Willow", "Hudson", "Harper", "Luca", "Chloe", "Kai"),
    *("Ruby", "Archie", "Ella", "Ethan", "Zoe", "Lachlan", "Matilda", "Cooper", "Evie", "Angus"),
    *("Priya", "Arjun", "Mei", "Wei", "Linh", "Minh", "Fatima", "Omar", "Aroha", "Tane"),
    *("Sofia", "Marco", "Elena", "Nikos", "Ingrid", "Lars", "Aoife", "Declan", "Zeynep", "Emre"),
]
LAST_NAMES = [
    *("Smith", "Jones", "Williams", "Brown", "Wilson", "Taylor", "Nguyen", "Johnson", "Martin"),
    *("White", "Anderson", "Walker", "Thompson", "Thomas", "Lee", "Harris", "Ryan", "Robinson"),
    *("Kelly", "King", "Davis", "Wright", "Evans", "Roberts", "Green", "Hall", "Wood", "Jackson"),
    *("Clarke", "Patel", "Khan", "Singh", "Chen", "Wang", "Tran", "Pham", "Rossi", "Marino"),
    *("Papadopoulos", "Kowalski", "O'Brien", "McDonald", "Murphy", "Fitzgerald", "Nakamura"),
    *("Silva", "Haddad", "Yilmaz", "Petrov", "Larsen", "Okafor", "Mensah", "Attwater"),
    *("Ashdown", "Blackwood", "Carmody", "Dunstan", "Eastwood", "Fairweather", "Goodchild"),
    *("Hathaway", "Ironside", "Jessop", "Kingsley", "Lockyer", "Merriweather", "Northcote"),
]
REASONS = ["Check-up", "Sore knee", "Repeat prescription", "Test results", "Flu vaccination", ""]
