"""What a typed word may mean among the words of the index."""

import pytest

from centres.search.vocabulary import ONE_ERROR, Vocabulary

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


def test_an_everyday_name_may_be_misspelt() -> None:
    assert meant("cardologist") == ["cardiology"]


def test_a_doctor_is_a_gp_or_a_specialist() -> None:
    assert meant("doctor") == ["gp", "specialist"]


def test_no_misspelling_is_a_word_of_three_letters() -> None:
    assert meant("unsw", "nsw", "unsw") == ["unsw"]
    assert meant("baby", "bay", "babe") == ["babe"]


def test_words_that_begin_alike_are_meant_when_no_other_is() -> None:
    assert meant("jacsk", "jackson", "health") == ["jackson"]
