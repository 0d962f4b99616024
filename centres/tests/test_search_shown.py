"""What a page of results reads of centres and providers."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.factories import ProviderFactory
from accounts.models import Provider
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import Affiliation, Centre, SearchDocument
from centres.search.shown import ShownProvider, centres_of, providers_of

pytestmark = pytest.mark.django_db


def documents(kind: str) -> list[int]:
    found = SearchDocument.objects.exclude(**{kind: None})
    return list(found.values_list("pk", flat=True))


def provider_by_model(provider: Provider) -> tuple[object, ...]:
    places = provider.affiliations.order_by("centre__name")
    return (
        *(provider.pk, provider.user.name, str(provider.profession), provider.service),
        [place_by_model(place) for place in places],
    )


def provider_as_read(shown: ShownProvider) -> tuple[object, ...]:
    places = [
        (
            *(place.pk, place.provider_id, place.centre_id, place.needs_letter),
            *(place.centre.name, place.centre.suburb, place.centre.town),
            *(place.centre.zone, place.centre.clock_note),
        )
        for place in shown.places
    ]
    return shown.pk, shown.name, shown.profession, shown.service, places


def place_by_model(place: Affiliation) -> tuple[object, ...]:
    centre = place.centre
    return (
        *(place.pk, place.provider_id, place.centre_id, place.needs_letter),
        *(centre.name, centre.suburb, centre.town, centre.zone, centre.clock_note),
    )


def centre_by_model(centre: Centre) -> tuple[object, ...]:
    offers = centre.search_document.offers
    return centre.pk, centre.name, centre.get_kind_display(), centre.address, centre.town, offers


def test_what_a_card_prints_of_providers_is_what_the_models_have(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    specialist = ProviderFactory.create(specialist=True, user__full_name="Mary Heart")
    for name, timezone in (("Lodge", "Australia/Perth"), ("Abbey", "Australia/Sydney")):
        centre = CentreFactory.create(name=name, timezone=timezone)
        AffiliationFactory.create(centre=centre, provider=specialist)
        AffiliationFactory.create(centre=centre, provider__user__full_name="")
    asked = documents("provider")

    with django_assert_num_queries(1):
        found = providers_of(asked)

    assert {document: provider_as_read(shown) for document, shown in found.items()} == {
        provider.search_document.pk: provider_by_model(provider)
        for provider in Provider.objects.all()
    }
    assert {shown.expertise for shown in found.values()} == {"", "Cardiology"}


def test_what_a_card_prints_of_centres_is_what_the_models_have(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    hospital = CentreFactory.create(kind=Centre.Kind.HOSPITAL, street="1 High St", state="NSW")
    AffiliationFactory.create(centre=hospital, provider__specialist=True)
    CentreFactory.create()
    asked = documents("centre")

    with django_assert_num_queries(1):
        found = centres_of(asked)

    assert {document: tuple(shown) for document, shown in found.items()} == {
        centre.search_document.pk: centre_by_model(centre) for centre in Centre.objects.all()
    }


def test_no_results_ask_for_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert providers_of([]) == {}
        assert centres_of([]) == {}
