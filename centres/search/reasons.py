"""Why a result matched, where its card does not show it."""

from collections.abc import Iterable, Sequence

from centres.search.fields import Field, Texts
from centres.search.query import OUTSIDE_NAME, Term
from centres.search.text import spelling, words
from centres.search.vocabulary import PREFIX

# What to say of a match in these fields; in others, the word itself is named.
_SAYINGS = {
    "provider": {Field.SUBURB: "In {}", Field.CENTRE: "Works at {}"},
    "centre": {Field.SERVICE: "Offers {}", Field.EXPERTISE: "Offers {}"},
}

Phrase = tuple[int, str, list[str]]  # a field, a text in it, and its words


def reason(terms: Sequence[Term], texts: Texts, shown: Iterable[str], *, kind: str) -> str:
    """“Matched “Jackson”” for a word that was typed otherwise, “Works at Prince of Wales
    Hospital” for a match elsewhere, each once; nothing for plain matches in what is `shown`."""
    in_sight = {word for text in shown for word in words(text)}
    phrases = [(field, text, words(text)) for field, found in texts.items() for text in found]
    sayings = (_saying(term, terms, phrases, in_sight, kind) for term in terms)
    return ". ".join(dict.fromkeys(saying for saying in sayings if saying))


def _saying(
    term: Term, terms: Sequence[Term], phrases: Sequence[Phrase], in_sight: set[str], kind: str
) -> str:
    best = _best_match(term, terms, phrases)
    if best is None:
        return ""
    field, phrase, word = best
    if word in in_sight and term.likes[word] <= PREFIX:
        return ""
    if field in _SAYINGS[kind]:
        return _SAYINGS[kind][Field(field)].format(phrase)
    return f"Matched “{spelling(phrase, word)}”"


def _best_match(
    term: Term, terms: Sequence[Term], phrases: Sequence[Phrase]
) -> tuple[int, str, str] | None:
    """The field, its text and the word in it that is nearest to what was typed. Of two that are
    as near it is the text that holds more of the terms."""
    matches = (
        (
            term.likes[word] + (field != Field.NAME) * OUTSIDE_NAME,
            -sum(bool(other.among(field, held)) for other in terms),
            field,
            phrase,
            word,
        )
        for field, phrase, held in phrases
        for word in term.among(field, held)
    )
    best = min(matches, default=None)
    return best[2:] if best else None
