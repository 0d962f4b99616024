"""Why a result matched, where its card does not show it."""

from collections.abc import Iterable

from centres.search.fields import Field, Texts
from centres.search.query import OUTSIDE_NAME, Term
from centres.search.text import spelling, words
from centres.search.vocabulary import PREFIX

# Fields that hold more than a card names: what to say when the match is there.
_SAYINGS = {
    "provider": {Field.CENTRE: "Works at {}"},
    "centre": {Field.SERVICE: "Offers {}", Field.EXPERTISE: "Offers {}"},
}


def reason(terms: Iterable[Term], texts: Texts, *, kind: str) -> str:
    """“Matched “Jackson”” for a word that was typed otherwise, “Works at Prince of Wales
    Hospital” for a match elsewhere, each once; nothing for plain matches in plain sight."""
    sayings = (_saying(term, texts, kind) for term in terms)
    return ". ".join(dict.fromkeys(saying for saying in sayings if saying))


def _saying(term: Term, texts: Texts, kind: str) -> str:
    best = _best_match(term, texts)
    if best is None:
        return ""
    field, phrase, word = best
    if field in _SAYINGS[kind]:
        return _SAYINGS[kind][Field(field)].format(phrase)
    return f"Matched “{spelling(phrase, word)}”" if term.likes[word] > PREFIX else ""


def _best_match(term: Term, texts: Texts) -> tuple[int, str, str] | None:
    """The field, its text and the word in it that is nearest to what was typed."""
    matches = (
        (term.likes[word] + (field != Field.NAME) * OUTSIDE_NAME, field, phrase, word)
        for field, phrases in texts.items()
        if term.fields is None or field in term.fields
        for phrase in phrases
        for word in words(phrase)
        if word in term.likes
    )
    best = min(matches, default=None)
    return best[1:] if best else None
