"""What is found for what is typed, and in which order."""

import pytest
from django.db import transaction

from accounts.factories import ProviderFactory
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import Centre, SearchDocument
from centres.search.query import find, terms_of
from centres.search.vocabulary import current

pytestmark = pytest.mark.django_db


def found(q: str = "", kind: str = "", **typed: str) -> list[str]:
    """The names of the results, in order."""
    hits, _ = find(terms_of({"q": q, **typed}, current()), kind=kind)
    documents = SearchDocument.objects.select_related("centre", "provider__user").in_bulk()
    return [str(documents[hit.document]) for hit in hits]


@pytest.fixture
def town() -> None:
    """Two centres, and four providers at them."""
    hospital = CentreFactory.create(name="Prince of Wales Hospital", kind=Centre.Kind.HOSPITAL)
    clinic = CentreFactory.create(name="UNSW Health Service", suburb="Kensington", postcode="2033")
    AffiliationFactory.create(centre=hospital, provider__user__full_name="Michael Jackson")
    AffiliationFactory.create(centre=clinic, provider__user__full_name="Siobhán O'Brien")
    physiotherapist = ProviderFactory.create(
        user__full_name="Bo Nguyen", profession__name="Physiotherapist"
    )
    AffiliationFactory.create(centre=clinic, provider=physiotherapist)
    cardiologist = ProviderFactory.create(user__full_name="An Nguyen", specialist=True)
    AffiliationFactory.create(centre=hospital, provider=cardiologist)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Prnce of Wales", "Prince of Wales Hospital"),
        ("wales prince", "Prince of Wales Hospital"),
        ("PRINCE", "Prince of Wales Hospital"),
        ("the prince of wales", "Prince of Wales Hospital"),
        ("jakson", "Michael Jackson"),
        ("Dr Jackson", "Michael Jackson"),
        ("mich", "Michael Jackson"),
        ("mihael jaskcon", "Michael Jackson"),
        ("michal jack", "Michael Jackson"),
        ("physioterap", "Bo Nguyen"),
        ("gp randwick", "Michael Jackson"),
        ("obrien", "Siobhán O'Brien"),
        ("o’brien", "Siobhán O'Brien"),  # noqa: RUF001 (phones type this apostrophe)
        ("siobhan", "Siobhán O'Brien"),
        ("an nguyen", "An Nguyen"),
        ("cardiologist nguyen", "An Nguyen"),
        ("doctor jackson", "Michael Jackson"),
        ("back pain", "Bo Nguyen"),
    ],
)
def test_near_matches_find_what_was_meant(typed: str, first: str) -> None:
    assert found(typed)[0] == first


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("typed", ["heart doctor", "doctor nguyen", "heart specialist"])
def test_a_specialist_is_a_doctor_too(typed: str) -> None:
    assert found(typed, kind="provider") == ["An Nguyen"]


@pytest.mark.parametrize("typed", ["x-ray", "X ray", "x‑rays", "radiology"])  # noqa: RUF001
def test_an_x_ray_is_one_word_however_it_is_written(typed: str) -> None:
    AffiliationFactory.create(
        provider__profession__name="Radiographer", provider__user__full_name="Gemma Ray"
    )
    AffiliationFactory.create(provider__user__full_name="Xavier Ray")

    assert found(typed, kind="provider") == ["Gemma Ray"]


def test_the_name_of_a_state_finds_what_lies_in_it() -> None:
    CentreFactory.create(name="Prince of Wales Hospital", state="NSW")
    CentreFactory.create(name="South Perth Clinic", state="WA")

    assert found("western australia") == ["South Perth Clinic"]
    assert found(suburb="New  South Wales") == ["Prince of Wales Hospital"]
    assert found("south australia") == []


@pytest.mark.parametrize("order", ["{} {}", "{1} {0}"])
def test_the_name_of_a_state_may_share_words_with_that_of_a_centre(order: str) -> None:
    CentreFactory.create(name="Prince of Wales Hospital", state="NSW")
    typed = order.format("prince of wales hospital", "new south wales")

    assert found(typed) == ["Prince of Wales Hospital"]


def test_the_name_of_a_state_finds_a_centre_that_is_called_so() -> None:
    CentreFactory.create(name="South Australia Eye Clinic", state="")

    assert found("south australia eye") == ["South Australia Eye Clinic"]
    assert found("eye australia") == ["South Australia Eye Clinic"]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("typed", ["gp test", "doctor near me", "my doctor"])
def test_words_without_a_meaning_are_not_required(typed: str) -> None:
    assert "Michael Jackson" in found(typed, kind="provider")


def test_a_word_without_a_meaning_is_no_part_of_another() -> None:
    AffiliationFactory.create(centre__name="Ann Clinic", provider__user__full_name="Ann Lee")
    AffiliationFactory.create(centre__name="Medical Clinic", provider__user__full_name="Meg Lee")

    assert found("lee near me", kind="provider") == ["Ann Lee", "Meg Lee"]


@pytest.mark.usefixtures("town")
def test_all_words_are_required() -> None:
    assert found("physio kensington") == ["Bo Nguyen", "UNSW Health Service"]
    assert found("physio randwick") == []


@pytest.mark.usefixtures("town")
def test_names_come_before_other_fields_and_plain_before_misspelt() -> None:
    AffiliationFactory.create(provider__user__full_name="Jakson Aaron")
    AffiliationFactory.create(
        centre=CentreFactory.create(name="Jackson Clinic"), provider__user__full_name="Ann Other"
    )

    providers = found("jackson", kind="provider")

    assert providers == ["Michael Jackson", "Ann Other", "Jakson Aaron"]


@pytest.mark.usefixtures("town")
def test_the_kind_with_the_best_match_comes_first() -> None:
    assert found("nguyen")[0] == "An Nguyen"
    assert found("prince")[0] == "Prince of Wales Hospital"


@pytest.mark.usefixtures("town")
def test_on_a_tie_the_providers_come_first() -> None:
    assert found("gp kensington") == ["Siobhán O'Brien", "UNSW Health Service"]


@pytest.mark.usefixtures("town")
def test_a_filter_looks_only_into_its_own_field() -> None:
    CentreFactory.create(name="Kensington Hospital", suburb="Elsewhere")

    assert found(suburb="kensingtn", kind="centre") == ["UNSW Health Service"]


@pytest.mark.usefixtures("town")
def test_a_specialist_is_found_by_service_and_by_expertise() -> None:
    assert found(service="cardiology", kind="provider") == ["An Nguyen"]
    assert found(service="specialist", kind="provider") == ["An Nguyen"]
    assert found(expertise="cardilogy", kind="provider") == ["An Nguyen"]
    assert found(expertise="specialist") == []


@pytest.mark.usefixtures("town")
def test_a_short_word_and_a_number_match_only_as_they_are() -> None:
    assert found("uns", kind="centre") == ["UNSW Health Service"]
    assert found("usn") == []
    assert found("2033", kind="centre") == ["UNSW Health Service"]
    assert found("2034") == []


@pytest.mark.usefixtures("town")
def test_nothing_typed_lists_everything() -> None:
    assert found() == [
        "An Nguyen",
        "Bo Nguyen",
        "Michael Jackson",
        "Siobhán O'Brien",
        "Prince of Wales Hospital",
        "UNSW Health Service",
    ]


def test_other_scripts_are_found() -> None:
    AffiliationFactory.create(provider__user__full_name="王小明")
    AffiliationFactory.create(provider__user__full_name="Ольга Ёлкина")
    AffiliationFactory.create(provider__user__full_name="김민준")

    assert found("小明") == ["王小明"]
    assert found("ОЛЬГА елкина") == ["Ольга Ёлкина"]
    assert found("김민준") == ["김민준"]


def test_names_are_sorted_alike_on_every_database() -> None:
    for name in ["Zoe de Groot", "zoe De Graaf", "Zoë Adams", "Zoe d'Arc", "Zoe-Ann Bell"]:
        AffiliationFactory.create(provider__user__full_name=name)

    assert found("zoe", kind="provider") == [
        "Zoë Adams",
        "Zoe-Ann Bell",
        "Zoe d'Arc",
        "zoe De Graaf",
        "Zoe de Groot",
    ]


def test_words_that_were_rolled_back_do_not_stay_in_memory() -> None:
    with transaction.atomic():
        CentreFactory.create(name="Alpha Clinic")
        assert found("alpha") == ["Alpha Clinic"]
        transaction.set_rollback(True)
    CentreFactory.create(name="Omega Clinic")

    assert found("omega") == ["Omega Clinic"]
    assert found("alpha") == []
