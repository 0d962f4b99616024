"""How typed text becomes words, and is told again."""

import pytest

from centres.search.text import as_typed, typed_words


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zoë, LEE", ["Zoë", "LEE"]),
        ("Smith-Jones", ["Smith", "Jones"]),
        ("an X-Ray, Perth", ["an", "X-Ray", "Perth"]),
        ("Zebra New South  Wales", ["Zebra", "New South Wales"]),
        ("O'Hara St.George", ["O'Hara", "st", "george"]),
    ],
)
def test_each_word_is_told_as_it_was_typed(text: str, written: list[str]) -> None:
    assert [as_typed(text, word) for word in typed_words(text)] == written
