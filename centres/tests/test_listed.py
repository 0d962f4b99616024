"""A place as its booking reads it."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.factories import ProviderFactory
from centres.factories import AffiliationFactory
from centres.listed import listed_place
from centres.models import Affiliation

pytestmark = pytest.mark.django_db


def parts(place: Affiliation) -> list[dict[str, object]]:
    """Every value of every row that is joined."""
    provider = place.provider
    joined = (place.centre, provider, provider.user, provider.profession, provider.expertise)
    return [
        {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
        for row in (place, *joined)
        if row is not None
    ]


def test_a_place_is_read_whole_by_one_question(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    AffiliationFactory.create(provider=ProviderFactory.create(specialist=True))
    AffiliationFactory.create_batch(2)
    for expected in Affiliation.objects.with_names():
        with django_assert_num_queries(1):
            place = listed_place(expected.pk)
            assert place is not None
            read = parts(place)
        assert read == parts(expected)


def test_a_place_is_not_found_without_a_listed_provider() -> None:
    place = AffiliationFactory.create(provider__user__is_active=False)

    assert listed_place(place.pk) is None
    assert listed_place(place.pk + 1) is None
    assert listed_place(2**63) is None
