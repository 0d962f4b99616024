"""The places of many providers at once, with no more than a card prints."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Model

from accounts.models import Expertise, Profession, Provider, User
from centres.among import among
from centres.models import Affiliation, Centre

M = TypeVar("M", bound=Model)


STATEMENT = """\
SELECT document.id, {columns}
  FROM "centres_searchdocument" document
  JOIN "accounts_provider" provider ON provider.id = document.provider_id
  JOIN "accounts_user" "user" ON "user".id = provider.user_id
  JOIN "accounts_profession" profession ON profession.id = provider.profession_id
  LEFT JOIN "accounts_expertise" expertise ON expertise.id = provider.expertise_id
  JOIN "centres_affiliation" place ON place.provider_id = provider.id
  JOIN "centres_centre" centre ON centre.id = place.centre_id
 WHERE document.id {among}
 ORDER BY centre.name, place.id
"""


def places_of_results(documents: Collection[int]) -> dict[int, list[Affiliation]]:
    """The places of the providers whose search documents (by pk) these are, by these, in the
    centres' order. One query, and none for no documents.

    By hand, and with one instance of what stands in many rows: `select_related` makes new ones of
    each row, and takes more than twice as long. What is not read is asked for when somebody needs
    it.
    """
    alias = Affiliation.objects.db
    places = _Part(alias, Affiliation, "place", "id", "centre_id", "provider_id")
    town = ("suburb", "state", "postcode", "timezone")
    centres = _Part(alias, Centre, "centre", "id", "name", *town)
    service = ("profession_id", "expertise_id")
    providers = _Part(alias, Provider, "provider", "id", "user_id", *service)
    users = _Part(alias, User, '"user"', "id", "full_name", "email")
    professions = _Part(alias, Profession, "profession", "id", "name", "by_referral_only")
    expertises = _Part(alias, Expertise, "expertise", "id", "name")

    found: defaultdict[int, list[Affiliation]] = defaultdict(list)
    parts = (places, centres, providers, users, professions, expertises)
    columns = [column for part in parts for column in part.columns]
    for document, row in _rows(alias, columns, documents):
        place, centre, provider = places.take(row), centres.take(row), providers.take(row)
        _join(place, centre=centre, provider=provider)
        _join(provider, user=users.take(row), profession=professions.take(row))
        _join(provider, expertise=expertises.take(row) if provider.expertise_id else None)
        found[document].append(place)
    return found


def _rows(
    alias: str, columns: Collection[str], documents: Collection[int]
) -> Iterator[tuple[int, Iterator[Any]]]:
    if not documents:
        return
    condition, values = among(documents)
    with connections[alias].cursor() as cursor:
        cursor.execute(STATEMENT.format(columns=", ".join(columns), among=condition), values)
        for document, *row in cursor.fetchall():
            yield document, iter(row)


class _Part(Generic[M]):
    """The columns of a row that are of one model, and its instances, one for each primary key."""

    def __init__(self, alias: str, model: type[M], table: str, *names: str) -> None:
        self._alias, self._model = alias, model
        fields = model._meta.concrete_fields  # Django takes the values in their order
        self._names = [field.attname for field in fields if field.attname in names]
        self.columns = [f"{table}.{name}" for name in self._names]
        self._instances: dict[Any, M] = {}

    def take(self, row: Iterator[Any]) -> M:
        """The instance of the next columns, the same for the same primary key."""
        values = [next(row) for _ in self._names]
        pk = values[0]
        if pk not in self._instances:
            self._instances[pk] = self._model.from_db(self._alias, self._names, values)
        return self._instances[pk]


def _join(instance: Model, **related: Model | None) -> None:
    for name, other in related.items():
        instance._meta.get_field(name).set_cached_value(instance, other)  # type: ignore[union-attr]
