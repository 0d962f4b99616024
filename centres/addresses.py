"""Where a centre is, in words."""


def town_of(suburb: str, state: str, postcode: str) -> str:
    """Suburb, state and postcode, as far as they are known."""
    return " ".join(part for part in (suburb, state, postcode) if part)


def address_of(street: str, town: str) -> str:
    """Street and town, as far as they are known."""
    return f"{street}, {town}" if street else town
