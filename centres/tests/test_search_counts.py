"""What a process keeps of how often words are held, when that changes."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory
from centres.factories import AffiliationFactory, CentreFactory
from centres.search import query, vocabulary
from centres.search.query import find, terms_of
from centres.search.vocabulary import Vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "MANY", 2)


def names(typed: str, words: Vocabulary) -> list[int]:
    hits, _ = find(terms_of({"q": typed}, words))
    return [hit.document for hit in hits]


@pytest.mark.usefixtures("_few_are_many")
def test_a_misspelling_that_was_put_right_can_still_be_searched_for(client: Client) -> None:
    wrong = AffiliationFactory.create(provider__user__full_name="Ann Smitth").provider.user
    for first in ("Bo", "Cy", "Di", "Ed"):
        AffiliationFactory.create(provider__user__full_name=f"{first} Smith")
    wrong.full_name = "Ann Smith"
    wrong.save()
    vocabulary._known = ()  # as a process that starts now
    client.force_login(PatientFactory.create().user)

    response = client.get(reverse("centres:search"), {"q": "smitth"})

    assert "Ann Smith" in response.text


@pytest.mark.usefixtures("_few_are_many")
def test_a_word_that_is_new_to_names_is_found_in_them_by_a_process_that_knew_it_before() -> None:
    carlton = CentreFactory.create(suburb="Carlton")
    for name in ("Ann Gray", "Bob Hill", "Cay Lee", "Dan Long"):
        AffiliationFactory.create(centre=carlton, provider__user__full_name=name)
    renamed = AffiliationFactory.create(provider__user__full_name="Zoe Roy").provider
    vocabulary.current()
    renamed.user.full_name = "Zoe Carlton"
    renamed.user.save()

    found = names("carlton", vocabulary.current())

    assert found[0] == renamed.search_document.pk
    assert found == names("carlton", vocabulary.read())
