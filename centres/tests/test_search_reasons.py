"""Why a result matched, for those who see its card."""

from centres.search.fields import Field, Texts, postings
from centres.search.query import terms_of
from centres.search.reasons import reason
from centres.search.vocabulary import Vocabulary

JACKSON: Texts = {
    Field.NAME: ["Gemma Jackson"],
    Field.SERVICE: ["Radiographer"],
    Field.SUBURB: ["Randwick NSW 2031", "Victoria Park WA 6100"],
    Field.CENTRE: ["Prince of Wales Hospital", "Royal Prince Alfred Hospital"],
}
CLINIC: Texts = {
    Field.NAME: ["Harbour Clinic"],
    Field.SERVICE: ["GP", "Specialist"],
    Field.EXPERTISE: ["Cardiology"],
}


def why(texts: Texts, shown: list[str], *, kind: str, **typed: str) -> str:
    vocabulary = Vocabulary({word: 1 for word, _ in postings(texts)})
    return reason(terms_of(typed, vocabulary), texts, shown, kind=kind)


def why_jackson(q: str = "", **typed: str) -> str:
    shown = ["Gemma Jackson", "Radiographer", "Randwick", "Victoria Park"]
    return why(JACKSON, shown, kind="provider", q=q, **typed)


def why_clinic(q: str) -> str:
    return why(CLINIC, ["Harbour Clinic", "Cardiology", "GP"], kind="centre", q=q)


def test_a_plain_match_in_plain_sight_needs_no_reason() -> None:
    assert why_jackson("gemma radio randwick") == ""
    assert why_clinic("harbour gp") == ""


def test_a_match_that_is_not_plain_is_named() -> None:
    assert why_jackson("jakson") == "Matched “Jackson”"
    assert why_clinic("heart") == "Services: Cardiology"


def test_several_matches_of_one_kind_are_said_together() -> None:
    assert why_jackson("jakson radiology gema") == "Matched “Jackson”, “Radiographer” and “Gemma”"
    assert why_jackson("alfred wales", suburb="2031 6100") == (
        "Works at Royal Prince Alfred Hospital and Prince of Wales Hospital. "
        "In Randwick NSW 2031 and Victoria Park WA 6100"
    )
    assert why_clinic("heart doctor") == "Services: Cardiology, GP"


def test_what_the_card_does_not_show_is_said() -> None:
    assert why_jackson("nsw") == "In Randwick NSW 2031"
    assert why_jackson("gemma", suburb="6100") == "In Victoria Park WA 6100"
    assert why_clinic("specialist") == "Services: Specialist"


def test_a_match_in_the_name_of_a_centre_says_who_works_there() -> None:
    assert why_jackson("wales") == "Works at Prince of Wales Hospital"


def test_of_two_places_the_one_that_holds_more_of_the_words_is_named() -> None:
    assert why_jackson("prince alfred hospital") == "Works at Royal Prince Alfred Hospital"


def test_a_filter_says_where_it_matched_though_the_name_holds_what_was_typed() -> None:
    victor = JACKSON | {Field.NAME: ["Victor Jackson"]}

    said = why(victor, ["Victor Jackson"], kind="provider", suburb="victor")

    assert said == "In Victoria Park WA 6100"
