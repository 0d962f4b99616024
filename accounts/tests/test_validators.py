import pytest
from django.core.exceptions import ValidationError

from accounts.validators import (
    clean_medicare_number,
    fold_name,
    format_medicare_number,
    tidy_name,
    validate_name,
    validate_phone,
)


@pytest.mark.parametrize("text", ["2123 45670 1", "2123456701", "2123-45670-1"])
def test_a_medicare_number_is_read_however_it_is_spaced(text: str) -> None:
    assert clean_medicare_number(text) == "2123456701"


def test_a_medicare_number_may_carry_the_holders_own_digit() -> None:
    assert clean_medicare_number("2123 45670 1 2") == "21234567012"


@pytest.mark.parametrize(
    "text",
    [
        "2123 45671 1",  # check digit
        "1123 45679 1",  # first digit
        "2123 4567",
        "2123 45670 1 2 3",
        "२१२३ ४५६७० १",
        "2123 45670 one",
        "",
    ],
)
def test_a_wrong_medicare_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        clean_medicare_number(text)


@pytest.mark.parametrize(("digits", "shown"), [("2123456701", "2123 45670 1"), ("", "")])
def test_a_medicare_number_is_shown_as_on_the_card(digits: str, shown: str) -> None:
    assert format_medicare_number(digits) == shown


@pytest.mark.parametrize(
    "name", ["Zoë O'Brien-Núñez", "李小龙", "محمد علي", "नरेन्द्र", "क्\u200dष", "X"]
)
def test_a_name_may_be_in_any_script(name: str) -> None:
    validate_name(name)


@pytest.mark.parametrize(
    "name", ["Ann\x07", "Ann\nLee", "Ann\u202eeeL", "Ann\u2066", "42", "😀", "\u3164"]
)
def test_a_name_without_visible_letters_or_with_control_characters_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.parametrize("spelt", ["CAFÉ ÉLAN", "Cafe\u0301 E\u0301lan", "  Café \u00a0\tÉlan "])
def test_all_spellings_of_a_name_are_one(spelt: str) -> None:
    assert fold_name(spelt) == fold_name("Café Élan")


def test_an_accent_makes_another_name() -> None:
    assert fold_name("Cafe Elan") != fold_name("Café Élan")


def test_a_name_is_stored_composed_and_with_single_spaces() -> None:
    assert tidy_name(" Cafe\u0301  ÉLAN ") == "Café ÉLAN"


@pytest.mark.parametrize(
    "phone",
    ["02 9385 5425", "+61 2 9385 5425", "0293855425", "(02) 9385 5425", "(+61) 2 9385-5425"],
)
def test_a_phone_number_is_taken_as_people_write_it(phone: str) -> None:
    validate_phone(phone)


@pytest.mark.parametrize(
    "phone", ["12345", "call me", "02 9385 5425 ext 1", "<b>0293855425</b>", "0293855425\n"]
)
def test_what_is_no_phone_number_is_refused(phone: str) -> None:
    with pytest.raises(ValidationError):
        validate_phone(phone)
