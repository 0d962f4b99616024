"""Which words are meant, looked up, is which words are meant when every word is tried."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from centres.search.text import kin
from centres.search.vocabulary import (
    EXACT,
    INSIDE,
    KIN,
    LIKE_A_PREFIX,
    MIN_INSIDE,
    MIN_LIKE_A_PREFIX,
    MIN_MISSPELT,
    ONE_ERROR,
    PREFIX,
    SHORT_FORM,
    Vocabulary,
    forgiven_errors,
)

# Few letters, so that words are near one another; and some that have kin.
WORDS = st.text("abeéz王1", min_size=1, max_size=9) | st.sampled_from(
    ["gp", "gps", "doctor", "specialist", "cardiology", "cardiologist", "cardologist", "victoria"]
)


def plain(word: str, typed: str) -> int | None:
    """How far a word is from the typed one without an error."""
    distances = {
        EXACT: word == typed,
        PREFIX: word.startswith(typed),
        KIN: word == typed.removesuffix("s"),
        INSIDE: len(typed) >= MIN_INSIDE and typed in word,
    }
    if distances[KIN] and not distances[EXACT]:
        return KIN
    return min((far for far, holds in distances.items() if holds), default=None)


def misspelt(word: str, typed: str) -> int | None:
    errors = OSA.distance(word, typed)
    meant = len(word) >= MIN_MISSPELT and errors <= forgiven_errors(typed) > 0
    return ONE_ERROR * errors if meant else None


def like_a_prefix(word: str, typed: str) -> int | None:
    near = any(OSA.distance(word[: len(typed) + more], typed) <= 1 for more in (-1, 0, 1))
    if len(typed) < MIN_LIKE_A_PREFIX or not forgiven_errors(typed) or len(word) <= len(typed):
        return None
    return LIKE_A_PREFIX if near and word[0] == typed[0] else None


def likes(typed: str, words: set[str]) -> dict[str, int]:
    """As `Vocabulary.like`, by trying every word."""
    found: dict[str, int] = {}

    def take(word: str, far: int | None) -> None:
        if far is not None:
            found.setdefault(word, far)

    for word in words:
        take(word, plain(word, typed))
    for other in kin(typed):
        for word in words:
            far = plain(word, other)
            if word == other or len(other) > SHORT_FORM:
                take(word, None if far is None else KIN + far)
    by_error = [] if found else [*kin(typed)]
    only_misspelt = not found
    for word in words:
        take(word, misspelt(word, typed))
    for word in words if only_misspelt else ():
        take(word, like_a_prefix(word, typed))
    for other in by_error:
        for word in words:
            take(word, misspelt(word, other))
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


@given(st.sets(WORDS, max_size=40), WORDS)
def test_a_word_means_what_it_means_when_every_word_is_tried(words: set[str], typed: str) -> None:
    found = Vocabulary(dict.fromkeys(words, 1)).like(typed)

    assert list(found.items()) == list(likes(typed, words).items())


@given(st.sets(WORDS, max_size=30), st.sets(WORDS, max_size=10), WORDS)
def test_words_that_come_later_are_meant_like_the_others(
    words: set[str], more: set[str], typed: str
) -> None:
    vocabulary = Vocabulary(dict.fromkeys(words, 1))
    vocabulary.like(typed)

    found = vocabulary.with_more(Vocabulary(dict.fromkeys(more, 1))).like(typed)

    assert list(found.items()) == list(likes(typed, words | more).items())
