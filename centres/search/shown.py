"""What a page of results shows, read by one statement for each kind.

By hand and as plain values: of seven tables, Django takes several times as long to put the query
and the instances together as the database to answer it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connections

from accounts.models import shown_name
from centres.addresses import address_of, town_of
from centres.among import among
from centres.clock import Clock
from centres.models import Centre, SearchDocument
from centres.search.fields import Offers

PROVIDERS = """\
SELECT document.id, provider.id, account.full_name, account.email, profession.name,
       expertise.name, profession.by_referral_only, place.id, centre.id,
       centre.timezone, centre.name, centre.suburb, centre.state, centre.postcode
  FROM "centres_searchdocument" document
  JOIN "accounts_provider" provider ON provider.id = document.provider_id
  JOIN "accounts_user" account ON account.id = provider.user_id
  JOIN "accounts_profession" profession ON profession.id = provider.profession_id
  LEFT JOIN "accounts_expertise" expertise ON expertise.id = provider.expertise_id
  JOIN "centres_affiliation" place ON place.provider_id = provider.id
  JOIN "centres_centre" centre ON centre.id = place.centre_id
 WHERE document.id {among}
 ORDER BY centre.name, place.id"""

CENTRES = """\
SELECT document.id, document.offers, centre.id, centre.name, centre.kind, centre.street,
       centre.suburb, centre.state, centre.postcode
  FROM "centres_searchdocument" document
  JOIN "centres_centre" centre ON centre.id = document.centre_id
 WHERE document.id {among}"""


@dataclass(frozen=True)
class Site(Clock):
    """A centre at which a provider works."""

    name: str
    suburb: str
    state: str
    postcode: str

    @property
    def town(self) -> str:
        return town_of(self.suburb, self.state, self.postcode)


class Place(NamedTuple):
    """A place (`Bookable`) of a provider."""

    pk: int
    provider_id: int
    centre_id: int
    centre: Site
    needs_letter: bool


class ShownProvider(NamedTuple):
    pk: int
    name: str
    profession: str
    expertise: str  # empty for professions that have none
    places: list[Place]  # in the order of the centres' names

    @property
    def service(self) -> str:
        return self.expertise or self.profession


class ShownCentre(NamedTuple):
    pk: int
    name: str
    kind: str
    address: str
    town: str
    offers: Offers


def providers_of(documents: Collection[int]) -> dict[int, ShownProvider]:
    """The providers of search documents, by the pks of these. One query, and none for no
    documents."""
    found: dict[int, ShownProvider] = {}
    sites: dict[int, Site] = {}
    for document, pk, name, email, profession, expertise, is_closed, place, centre, *site in _rows(
        PROVIDERS, documents
    ):
        if document not in found:
            shown = shown_name(name, email)
            found[document] = ShownProvider(pk, shown, profession, expertise or "", [])
        if centre not in sites:
            sites[centre] = Site(*site)
        found[document].places.append(Place(place, pk, centre, sites[centre], bool(is_closed)))
    return found


def centres_of(documents: Collection[int]) -> dict[int, ShownCentre]:
    """The centres of search documents, by the pks of these. One query, and none for no
    documents."""
    found = {}
    for document, offers, pk, name, kind, street, *town in _rows(CENTRES, documents):
        where = town_of(*town)
        label = Centre.Kind(kind).label
        address = address_of(street, where)
        found[document] = ShownCentre(pk, name, label, address, where, json.loads(offers))
    return found


def _rows(statement: str, documents: Collection[int]) -> list[tuple[Any, ...]]:
    if not documents:
        return []
    condition, values = among(documents)
    with connections[SearchDocument.objects.db].cursor() as cursor:
        cursor.execute(statement.format(among=condition), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
