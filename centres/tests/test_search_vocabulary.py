"""What a typed word may mean among the words of the index."""

import pytest

from centres.search import vocabulary
from centres.search.vocabulary import ONE_ERROR, Vocabulary, forgiven_errors

SERVICES = [
    "cardiology",
    "dermatology",
    "gp",
    "health",
    "paediatrics",
    "pathologist",
    "pharmacist",
    "physiotherapist",
    "radiographer",
    "specialist",
]


def meant(typed: str, *words: str) -> list[str]:
    """The words that `typed` means, the nearest first."""
    return list(Vocabulary(dict.fromkeys(words or SERVICES, 1)).like(typed))


@pytest.mark.parametrize(
    ("typed", "service"),
    [
        ("pharmacy", "pharmacist"),
        ("pathology", "pathologist"),
        ("physiotherapy", "physiotherapist"),
        ("heart", "cardiology"),
        ("cardiologist", "cardiology"),
    ],
)
def test_an_everyday_name_of_a_service_is_no_misspelling(typed: str, service: str) -> None:
    likes = Vocabulary(dict.fromkeys(SERVICES, 1)).like(typed)

    assert likes[service] < ONE_ERROR
    assert list(likes) == [service]


def test_what_hurts_is_no_misspelling_of_a_name() -> None:
    likes = Vocabulary(dict.fromkeys([*SERVICES, "jack"], 1)).like("back")

    assert likes["physiotherapist"] < ONE_ERROR <= likes["jack"]


def test_an_everyday_name_may_be_misspelt() -> None:
    assert meant("cardologist") == ["cardiology"]


def test_a_doctor_is_a_gp_or_a_specialist() -> None:
    assert meant("doctor") == ["gp", "specialist"]


@pytest.mark.parametrize(
    ("typed", "service"),
    [
        ("xray", "radiographer"),
        ("xrays", "radiographer"),
        ("radiology", "radiographer"),
        ("radiologist", "radiographer"),
        ("kids", "paediatrics"),
        ("childrens", "paediatrics"),
        ("gps", "gp"),
        ("doctors", "gp"),
        ("cardiologists", "cardiology"),
        ("knee", "physiotherapist"),
        ("injury", "physiotherapist"),
        ("baby", "paediatrics"),
        ("flu", "gp"),
        ("vaccinations", "gp"),
    ],
)
def test_people_ask_for_a_service_in_many_words(typed: str, service: str) -> None:
    assert meant(typed)[0] == service


def test_a_plural_is_not_cut_into_the_beginning_of_other_words() -> None:
    assert meant("ross", "rosalind", "rossi", "prosser") == ["rossi", "prosser"]


def test_the_short_form_of_a_state_begins_no_other_word() -> None:
    assert meant("western australia", "wa", "wales", "walker") == ["wa"]
    assert meant("victoria", "vic", "vickers", "service") == ["vic"]


def test_no_misspelling_is_a_word_of_three_letters() -> None:
    assert meant("unsw", "nsw", "unsw") == ["unsw"]
    assert meant("baby", "bay", "babe") == ["babe"]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [("ann", 0), ("anna", 1), ("joanna", 1), ("johanna", 2), ("2031", 0), ("route66", 0)],
)
def test_the_longer_a_word_the_more_errors_are_forgiven(typed: str, errors: int) -> None:
    assert forgiven_errors(typed) == errors


def test_two_letters_that_were_exchanged_are_one_error() -> None:
    assert meant("anan", "anna", "health") == ["anna"]
    assert meant("perht", "perth", "health") == ["perth"]


def test_words_that_begin_alike_are_meant_when_no_other_is() -> None:
    assert meant("jacsk", "jackson", "health") == ["jackson"]


def test_a_word_to_offer_looks_like_what_was_typed() -> None:
    words = Vocabulary(dict.fromkeys(["beth", "ian", "petra", "prince", "ruth", "ray"], 1))

    assert words.nearest("prncce") == ["prince"]
    for typed in ("pain", "perth", "south", "zebra", "xxray"):
        assert words.nearest(typed) == []


def test_answers_are_remembered_for_a_bounded_number_of_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vocabulary, "REMEMBERED", 1)
    words = Vocabulary({"prince": 1})
    first = words.nearest("prncce")

    assert words.nearest("prncce") is first
    words.nearest("zebra")
    assert words.nearest("prncce") == first
    assert words.nearest("prncce") is not first
