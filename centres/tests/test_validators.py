from datetime import time

import pytest
from django.core.exceptions import ValidationError

from centres.validators import is_provider_number, validate_half_hour, validate_zone


@pytest.mark.parametrize("number", ["2449001X", "2449001x", " 2449001X "])
def test_a_provider_number_that_fits_its_check_character_is_right(number: str) -> None:
    assert is_provider_number(number)


@pytest.mark.parametrize(
    "number",
    ["", "2449001Y", "2449011X", "2449I01X", "24490011X", "244900X", "\uff12449001X", "2449001\0"],
)
def test_a_provider_number_with_a_wrong_character_is_wrong(number: str) -> None:
    assert not is_provider_number(number)


def test_a_stem_may_be_written_without_its_leading_zero() -> None:
    # 3·0 + 5·4 + 8·4 + 4·9 + 2·0 + 0 + 6·1 = 94, and 94 mod 11 = 6: J.
    assert is_provider_number("0449001J")
    assert is_provider_number("449001J")


@pytest.mark.parametrize(
    "name", ["Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe", "UTC"]
)
def test_zones_on_half_hours_are_taken(name: str) -> None:
    validate_zone(name)


@pytest.mark.parametrize("name", ["", "Sydney", "Australia/Eucla", "../etc/passwd", "a\0b"])
def test_other_zones_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_zone(name)


@pytest.mark.parametrize("value", [time(0), time(9, 30), time(23, 30)])
def test_half_hours_are_taken(value: time) -> None:
    validate_half_hour(value)


@pytest.mark.parametrize("value", [time(9, 15), time(9, 0, 1), time(9, 0, 0, 1)])
def test_times_between_half_hours_are_refused(value: time) -> None:
    with pytest.raises(ValidationError):
        validate_half_hour(value)
