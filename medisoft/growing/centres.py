"""Rows of the centres."""

from medisoft.bulk.rows import Row
from medisoft.growing.towns import TOWNS, phone_number, suburb_of, town_of

# None begins with what ends a suburb: "Ashton Park Surgery" would be the name of two centres.
_STYLES = [
    *("", "Family ", "Central ", "Station Street ", "Community ", "Plaza ", "Village ", "Corner "),
    *("Church Street ", "Riverside ", "High Street ", "Evergreen ", "Main Road ", "Banksia "),
    *("Southern Cross ", "Railway Parade ", "Sunrise ", "Lotus ", "Bluegum ", "Arcade "),
]
_KINDS = [
    *("Medical Centre", "General Practice", "Clinic", "Doctors", "Health Centre"),
    *("Medical Practice", "Health Hub", "Surgery", "Wellness Centre"),
]
_HOSPITALS = [
    *("", "Private ", "District ", "General ", "Community ", "Memorial ", "Day ", "Eye "),
    *("Women's ", "Children's ", "Rehabilitation ", "Mercy ", "Regional ", "University "),
]
NAMES = [
    *("{} " + style + kind for style in _STYLES for kind in _KINDS),
    *("{} " + style + "Hospital" for style in _HOSPITALS),
]
STRIDE = 71  # has no factor in common with the number of names: each comes before one comes again
STREETS = [
    *("Acacia Avenue", "Banksia Street", "Wattle Road", "Station Street", "Victoria Parade"),
    *("Church Street", "Beach Road", "High Street", "Railway Terrace", "Jacaranda Drive"),
]


def centre_name(centre: int) -> str:
    """A name that no other centre has: around one town, none is called alike."""
    turn, town = divmod(centre - 1, len(TOWNS))
    again, nth = divmod(turn, len(NAMES))
    name = NAMES[(nth + town) * STRIDE % len(NAMES)].format(suburb_of(centre))
    return f"{name} {again + 1}" if again else name


def centre_row(centre: int) -> Row:
    name, town = centre_name(centre), town_of(centre)
    kind = "hospital" if "Hospital" in name else "medical_centre"
    street = f"{centre % 200 + 1} {STREETS[centre % len(STREETS)]}"
    return (
        *(centre, name, kind, "", phone_number(town.state, centre), street),
        *(suburb_of(centre), town.state, town.postcode, town.zone),
    )
