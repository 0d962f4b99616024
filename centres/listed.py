"""A place with all that its booking says, by a statement that is kept: with it begins each choice
of a time and each booking, and six joined tables take longer to put together than to read."""

from typing import Any

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.joined import Joined
from centres.models import Affiliation

# As `AffiliationQuerySet.with_names` joins it.
NAMED = Joined(
    Affiliation,
    *("centre", "provider", "provider__user", "provider__profession", "provider__expertise"),
)


def listed_place(pk: int) -> Affiliation | None:
    """The place with this pk of a listed provider, joined as `with_names` joins it. One query."""
    for row in _listed(pk):
        return NAMED.made(row, Affiliation.objects.db)
    return None


@Compiled
def _listed(pk: int) -> QuerySet[Affiliation, tuple[Any, ...]]:
    return Affiliation.objects.listed().filter(pk=pk).values_list(*NAMED.columns)
