"""What patients thought of whom and what they visited, in stars."""

from collections.abc import Iterable, Iterator
from itertools import count
from random import Random

from medisoft.bulk.rows import Row, Table
from medisoft.growing import tables
from medisoft.growing.moments import moment
from medisoft.growing.visits import HALF_HOUR, Visit

# Of visits that were attended, one of so many leads to stars.
FOR_THE_PROVIDER, FOR_THE_CENTRE = 5, 10
OF_A_HUNDRED = {1: 3, 2: 4, 3: 10, 4: 28, 5: 55}  # ratings have these stars
HOUR = 3600  # seconds
SOONEST, LATEST = 1, 6  # hours after the visit: on its day, so that none lies in the future


class Ratings:
    """Numbers them as they come. Its chances are its own: all other rows are as without it."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 (nothing secret)
        self._providers, self._centres = count(1), count(1)

    def of(self, patient: str, visits: list[Visit]) -> Iterator[tuple[Table, Row]]:
        """The ratings by a patient, whose visits are in order: the newest of each subject."""
        attended = [visit for visit in visits if visit.fate == "attended"]
        providers = {v.provider: v for v in self._some(attended, FOR_THE_PROVIDER)}
        for subject, visit in providers.items():
            yield tables.PROVIDER_RATINGS, self._row(self._providers, patient, subject, visit)
        centres = {v.place.centre: v for v in self._some(attended, FOR_THE_CENTRE)}
        for subject, visit in centres.items():
            yield tables.CENTRE_RATINGS, self._row(self._centres, patient, subject, visit)

    def _some(self, visits: Iterable[Visit], one_in: int) -> list[Visit]:
        return [visit for visit in visits if not self._random.randrange(one_in)]

    def _row(self, pks: Iterator[int], patient: str, subject: int, visit: Visit) -> Row:
        [stars] = self._random.choices(list(OF_A_HUNDRED), list(OF_A_HUNDRED.values()))
        after = HALF_HOUR + self._random.randint(SOONEST, LATEST) * HOUR
        return next(pks), patient, subject, stars, moment(visit.starts + after)
