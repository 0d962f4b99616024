"""Made-up people: their names, and why they come."""

from hashlib import blake2b
from struct import unpack

from medisoft.growing.composing import drawn
from medisoft.growing.first_names import FIRST_NAMES
from medisoft.growing.surnames import SURNAMES

HALVES = 1 << 64  # of a digest of 16 bytes

REASONS = ["Check-up", "Sore knee", "Repeat prescription", "Test results", "Flu vaccination", ""]


def full_name(number: int) -> str:
    """The name of the account with that number: the same on every machine."""
    digest = blake2b(b"%d" % number, digest_size=16).digest()
    first, last = unpack("<QQ", digest)
    return f"{drawn(FIRST_NAMES, first / HALVES)} {drawn(SURNAMES, last / HALVES)}"
