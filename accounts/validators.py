"""Names and lines that people type, and numbers that Australian health care hands out."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

MEDICARE_FORM = "10 digits, like 2123 45670 1, or 11 with the number beside your name."
MEDICARE_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9)

HANGUL_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters to Unicode, and nothing to the eye

validate_phone = RegexValidator(
    r"^\(?\+?[0-9][0-9 ()-]{5,18}[0-9]\Z",
    "Enter a phone number with 7 to 20 digits, spaces or brackets, like 02 9385 5425.",
)


def has_control_characters(text: str) -> bool:
    """Whether a character of `text` controls the display of what stands around it."""
    # Joiners are format characters (Cf) that some scripts need; those that turn the direction
    # of text would garble the line in which it is printed.
    return any(
        unicodedata.category(sign) in {"Cc", "Co", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(sign) in {"LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI"}
        for sign in text
    )


def validate_line(text: str) -> None:
    """Raises `ValidationError` when `text` is more than a line or has characters that control
    its display."""
    if has_control_characters(text):
        raise ValidationError("Take out the characters that cannot be seen.")


def validate_lines(text: str) -> None:
    """Raises `ValidationError` when `text`, which may have several lines, has characters that
    control its display."""
    for line in text.split("\n"):
        validate_line(line)


def validate_name(text: str) -> None:
    """Raises `ValidationError` unless `text` is a line with a letter, of any script."""
    validate_line(text)
    if not any(sign.isalpha() and sign not in HANGUL_FILLERS for sign in text):
        raise ValidationError("Enter a name with letters.")


def tidy_name(text: str) -> str:
    """A name as it is stored: accents composed (NFC), single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold_name(text: str) -> str:
    """What all spellings of one name share: case, runs of spaces and the way in which accents are
    encoded do not count. The databases fold less, and each differently."""
    return tidy_name(text).casefold()


def clean_medicare_number(text: str) -> str:
    """The digits of a Medicare card number, without the spaces people write between them.

    Ten digits: eight, a check digit and the card's issue number; an eleventh, the holder's own
    number on the card, may follow. The first digit is 2 to 6. The check digit is the sum of the
    first eight weighted 1, 3, 7, 9, 1, 3, 7, 9, modulo 10 (Services Australia).

    Raises `ValidationError` with a sentence that says which of these does not hold.
    """
    digits = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", text.strip())
    if not re.fullmatch(r"[0-9]{10,11}", digits):
        raise ValidationError("Enter the 10 or 11 digits of the Medicare card, without letters.")
    if digits[0] not in "23456":
        raise ValidationError("A Medicare number starts with a digit from 2 to 6.")
    total = sum(int(d) * weight for d, weight in zip(digits, MEDICARE_WEIGHTS, strict=False))
    if total % 10 != int(digits[8]):
        raise ValidationError("Check the Medicare number: one of its digits is wrong.")
    return digits


def format_medicare_number(digits: str) -> str:
    """A stored number the way the card shows it: 2123 45670 1."""
    return " ".join(part for part in (digits[:4], digits[4:9], digits[9:]) if part)


def validate_medicare_number(text: str) -> None:
    """Raises `ValidationError` unless `text` is a Medicare number in its stored form."""
    if clean_medicare_number(text) != text:
        raise ValidationError("Store a Medicare number as digits only.")
