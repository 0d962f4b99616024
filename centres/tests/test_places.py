"""The places of a page of results."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.factories import ProviderFactory
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import Affiliation, SearchDocument
from centres.places import places_of_results

pytestmark = pytest.mark.django_db


def documents() -> list[int]:
    return list(SearchDocument.objects.exclude(provider=None).values_list("pk", flat=True))


def printed(place: Affiliation) -> tuple[object, ...]:
    centre, provider = place.centre, place.provider
    return (
        *(centre.name, centre.suburb, centre.state, centre.postcode, centre.zone),
        *(provider.user.name, provider.service, provider.expertise, str(provider.profession)),
        provider.profession.by_referral_only,
    )


def test_what_a_card_prints_is_what_the_models_have(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    specialist = ProviderFactory.create(specialist=True, user__full_name="Mary Heart")
    for centre in (CentreFactory.create(name="Lodge"), CentreFactory.create(name="Abbey")):
        AffiliationFactory.create(centre=centre, provider=specialist)
        AffiliationFactory.create(centre=centre)
    expected = {place.pk: printed(place) for place in Affiliation.objects.with_names()}
    asked = documents()

    with django_assert_num_queries(1):
        found = places_of_results(asked)
        read = {place.pk: printed(place) for places in found.values() for place in places}

    assert read == expected
    of_specialist = found[specialist.search_document.pk]
    assert [str(place.centre) for place in of_specialist] == ["Abbey", "Lodge"]
    assert of_specialist[0].provider is of_specialist[1].provider


def test_no_results_have_no_places_and_ask_for_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert places_of_results([]) == {}


def test_what_is_not_read_is_asked_for() -> None:
    place = AffiliationFactory.create(centre__phone="02 9999 0000")

    [[read]] = places_of_results(documents()).values()

    assert read.centre.phone == place.centre.phone == "02 9999 0000"
