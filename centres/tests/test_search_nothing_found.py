"""What a search that finds nothing says, and what it offers."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.factories import PatientFactory
from centres.factories import AffiliationFactory, CentreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def patient(client: Client) -> None:
    client.force_login(PatientFactory.create().user)


@pytest.fixture
def clinics() -> None:
    CentreFactory.create(name="Jackson Clinic", suburb="Randwick", postcode="2031")
    CentreFactory.create(name="Other Clinic", suburb="Kensington", postcode="2033")


def advice(client: Client, **query: str) -> tuple[str, dict[str, str]]:
    """What is said, and the links that are offered: their words with their searches."""
    response = client.get(reverse("centres:search"), query)
    text = " ".join(response.content.decode().split())
    [(said, below)] = re.findall(r'<div id="results">.*?<p>(.*?)</p>(.*)<p class="actions">', text)
    links = re.findall(r'href="/search/\?([^"]*)">(.*?)</a>', below)
    return said, {words: query.replace("&amp;", "&") for query, words in links}


@pytest.mark.usefixtures("clinics")
def test_an_unknown_word_is_named_and_can_be_left_out(client: Client) -> None:
    said, links = advice(client, q="zebra clinic", page="2")

    assert said == "Nothing is like “zebra”."
    assert links == {"Search without “zebra”": "q=clinic"}


@pytest.mark.usefixtures("clinics")
def test_words_are_told_and_kept_as_they_were_typed(client: Client) -> None:
    said, links = advice(client, q="Zébra, Clinic")

    assert said == "Nothing is like “Zébra”."
    assert links == {"Search without “Zébra”": "q=Clinic"}


@pytest.mark.usefixtures("clinics")
def test_a_nearer_spelling_is_offered(client: Client) -> None:
    _, links = advice(client, q="jcksnn clinic")

    assert links["Search for “jackson” instead"] == "q=jackson+clinic"


@pytest.mark.usefixtures("clinics")
def test_a_spelling_that_finds_nothing_beside_the_rest_is_not_offered(client: Client) -> None:
    _, links = advice(client, q="jcksnn kensington")

    assert links == {"Search without “jcksnn”": "q=kensington"}


@pytest.mark.usefixtures("clinics")
def test_several_unknown_words_are_spelt_or_left_out_together(client: Client) -> None:
    said, links = advice(client, q="jcksnn clncc")

    assert said == "Nothing is like “jcksnn” or “clncc”."
    assert links == {"Search for “jackson clinic” instead": "q=jackson+clinic"}
    assert advice(client, q="zebra clinic qqqq")[1] == {
        "Search without “zebra” and “qqqq”": "q=clinic"
    }


@pytest.mark.usefixtures("clinics")
def test_a_suburb_where_nothing_is_is_named_as_one(client: Client) -> None:
    said, links = advice(client, suburb="jackson", q="clinic")

    assert said == "No suburb is like “jackson”."
    assert links == {"Search without “jackson”": "suburb=&q=clinic"}


def test_services_are_offered_whenever_nothing_is_found(client: Client) -> None:
    AffiliationFactory.create(provider__specialist=True)
    AffiliationFactory.create()
    services = {"Cardiology": "service=Cardiology", "GP": "service=GP"}

    assert advice(client, q="zebra")[1] == services
    assert advice(client, q="zebra gp")[1] == {"Search without “zebra”": "q=gp", **services}


@pytest.mark.usefixtures("clinics")
def test_a_word_is_not_left_out_for_a_misspelling_of_the_rest(client: Client) -> None:
    assert advice(client, q="zebra jacksin")[1] == {}
    assert advice(client, q="jacksin kensington")[1] == {"Search without “jacksin”": "q=kensington"}


@pytest.mark.usefixtures("clinics")
def test_the_filter_to_remove_is_offered(client: Client) -> None:
    said, links = advice(client, q="jackson", suburb="Kensington", kind="centre")

    assert said == "Nothing matches all of this together."
    assert links == {"Remove the suburb “Kensington”": "q=jackson&kind=centre"}


@pytest.mark.usefixtures("clinics")
def test_each_word_to_leave_out_is_offered(client: Client) -> None:
    _, links = advice(client, q="the jackson kensington")

    assert links == {
        "Search without “jackson”": "q=the+kensington",
        "Search without “kensington”": "q=the+jackson",
    }


@pytest.mark.usefixtures("clinics")
def test_the_most_words_cost_a_bounded_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    words = "jackson clinic randwick kensington 2031 2033 nsw medical centre other"
    advice(client, q=words)

    with django_assert_max_num_queries(24):
        advice(client, q=words)
