"""How much data there is: a town's practices, a state's, a nation's."""

from medisoft.growing.plan import Sizes

SIZES = {
    "small": Sizes(centres=12, providers=40, patients=400, appointments=2_000, entries=600),
    "medium": Sizes(
        centres=1_000,
        providers=10_000,
        patients=100_000,
        appointments=1_000_000,
        entries=300_000,
    ),
    "large": Sizes(
        centres=10_000,
        providers=100_000,
        patients=1_000_000,
        appointments=10_000_000,
        entries=3_000_000,
    ),
}
IMPORTED = {"small": 1_000, "medium": 100_000, "large": 100_000}  # patients
