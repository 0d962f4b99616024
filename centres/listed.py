"""A place with all that its booking says, by a statement that is kept: with it begins each choice
of a time and each booking, and six joined tables take longer to put together than to read."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from accounts.compiled import Compiled
from accounts.models import Expertise, Profession, Provider, User
from centres.models import Affiliation, Centre

M = TypeVar("M", bound=Model)

# Where `AffiliationQuerySet.with_names` finds what it joins.
PARTS: dict[str, type[Model]] = {
    "": Affiliation,
    "centre__": Centre,
    "provider__": Provider,
    "provider__user__": User,
    "provider__profession__": Profession,
    "provider__expertise__": Expertise,
}


def listed_place(pk: int) -> Affiliation | None:
    """The place with this pk of a listed provider, joined as `with_names` joins it. One query."""
    for row in _listed(pk):
        values = iter(row)  # in the order of PARTS
        place, place.centre = _next(Affiliation, values), _next(Centre, values)
        place.provider = provider = _next(Provider, values)
        provider.user, provider.profession = _next(User, values), _next(Profession, values)
        expertise = _next(Expertise, values)
        provider.expertise = expertise if provider.expertise_id else None
        return place
    return None


def _next(model: type[M], values: Iterator[Any]) -> M:
    """The row that the next values are."""
    names = _columns(model)
    return model.from_db(Affiliation.objects.db, names, [next(values) for _ in names])


@Compiled
def _listed(pk: int) -> QuerySet[Affiliation, tuple[Any, ...]]:
    found = Affiliation.objects.listed().filter(pk=pk)
    return found.values_list(
        *(path + name for path, model in PARTS.items() for name in _columns(model))
    )


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
