"""The search index stays in step with what it was made from."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import ProviderFactory
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import Centre, SearchDocument, SearchPosting, SearchWord
from centres.search import index

pytestmark = pytest.mark.django_db

Field = SearchPosting.Field


def held(**subject: object) -> set[tuple[str, str]]:
    """The words of a document with the names of their fields."""
    rows = SearchPosting.objects.filter(document=SearchDocument.objects.get(**subject))
    return {(word, Field(field).label) for word, field in rows.values_list("word", "field")}


def test_a_centre_is_found_by_name_kind_and_suburb() -> None:
    centre = CentreFactory.create(name="O'Brien Clinic", suburb="Kensington", postcode="2033")

    assert held(centre=centre) == {
        ("obrien", "name"),
        ("clinic", "name"),
        ("medical", "kind"),
        ("centre", "kind"),
        ("kensington", "suburb"),
        ("nsw", "suburb"),
        ("2033", "suburb"),
    }


def test_a_provider_is_found_by_name_service_expertise_and_place() -> None:
    centre = CentreFactory.create(name="Prince Hospital", suburb="Randwick")
    provider = ProviderFactory.create(specialist=True, user__full_name="Zoë Jackson")

    AffiliationFactory.create(provider=provider, centre=centre)

    assert held(provider=provider) == {
        ("zoe", "name"),
        ("jackson", "name"),
        ("specialist", "service"),
        ("cardiology", "expertise"),
        ("prince", "centre"),
        ("hospital", "centre"),
        ("randwick", "suburb"),
        ("nsw", "suburb"),
        ("2031", "suburb"),
    }


def test_a_centre_is_found_by_what_its_providers_offer() -> None:
    affiliation = AffiliationFactory.create(provider__specialist=True)

    assert ("cardiology", "expertise") in held(centre=affiliation.centre)
    assert affiliation.centre.search_document.offers == [["Specialist", "Cardiology"]]


def test_a_provider_without_a_place_is_not_found() -> None:
    ProviderFactory.create()

    assert not SearchDocument.objects.exists()


def test_a_provider_whose_account_is_closed_is_found_no_more() -> None:
    affiliation = AffiliationFactory.create()
    user = affiliation.provider.user

    user.is_active = False
    user.save()

    assert not SearchDocument.objects.filter(provider=affiliation.provider).exists()
    assert ("gp", "service") not in held(centre=affiliation.centre)


def test_leaving_the_only_place_makes_a_provider_not_found() -> None:
    affiliation = AffiliationFactory.create()

    affiliation.delete()

    assert not SearchDocument.objects.filter(provider__isnull=False).exists()


def test_renaming_a_centre_renames_it_at_its_providers() -> None:
    affiliation = AffiliationFactory.create(centre__name="Old Clinic")

    affiliation.centre.name = "New Clinic"
    affiliation.centre.save()

    assert ("new", "centre") in held(provider=affiliation.provider)
    assert ("old", "centre") not in held(provider=affiliation.provider)


def test_renaming_an_expertise_renames_it_everywhere() -> None:
    affiliation = AffiliationFactory.create(provider__specialist=True)
    expertise = affiliation.provider.expertise
    assert expertise is not None

    expertise.name = "Heart medicine"
    expertise.save()

    assert ("heart", "expertise") in held(provider=affiliation.provider)
    assert ("heart", "expertise") in held(centre=affiliation.centre)


def test_moving_an_affiliation_changes_both_centres() -> None:
    affiliation = AffiliationFactory.create()
    before, after = affiliation.centre, CentreFactory.create()

    affiliation.centre = after
    affiliation.save()

    assert ("gp", "service") not in held(centre=before)
    assert ("gp", "service") in held(centre=after)


def test_a_change_past_the_signals_is_a_fault_until_reindexed() -> None:
    affiliation = AffiliationFactory.create()
    Centre.objects.update(name="Renamed")
    assert len(list(index.faults())) == 2

    index.reindex(centres=[affiliation.centre_id], providers=[affiliation.provider_id])

    assert list(index.faults()) == []


def test_the_command_writes_what_is_missing_and_drops_unused_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    affiliation = AffiliationFactory.create(centre__name="Old Clinic")
    Centre.objects.update(name="New Clinic")
    SearchDocument.objects.filter(provider=affiliation.provider).delete()

    call_command("rebuild_search")

    assert list(index.faults()) == []
    assert not SearchWord.objects.filter(word="old").exists()
    assert capsys.readouterr().out.startswith("Search index: 2 documents, ")


def test_reindexing_what_has_not_changed_writes_nothing() -> None:
    affiliation = AffiliationFactory.create()

    with CaptureQueriesContext(connection) as queries:
        index.reindex(centres=[affiliation.centre_id], providers=[affiliation.provider_id])

    assert len(queries) > 0
    assert not [sql for sql in queries if sql["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_words_of_the_release_before_are_told_the_name_of_their_document() -> None:
    """It knows nothing of this column."""
    AffiliationFactory.create()
    SearchPosting.objects.update(sort_key=b"")
    assert len(list(index.faults())) == 2

    migration = import_module("centres.migrations.0009_fill_names_of_postings")
    migration.tell_names(apps, connection.schema_editor())

    assert list(index.faults()) == []


def test_words_that_the_release_before_writes_are_mended_by_the_command() -> None:
    AffiliationFactory.create()
    SearchPosting.objects.update(sort_key=b"")

    call_command("rebuild_search")

    assert list(index.faults()) == []


def test_who_turns_a_name_around_is_sorted_by_the_new_one() -> None:
    affiliation = AffiliationFactory.create(provider__user__full_name="Anna Bell")

    affiliation.provider.user.full_name = "Bell Anna"
    affiliation.provider.user.save()

    assert list(index.faults()) == []
