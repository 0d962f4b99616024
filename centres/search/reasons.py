"""Why a result matched, where its card does not show it."""

from collections.abc import Iterable, Sequence

from django.utils.text import get_text_list

from centres.search.conditions import OUTSIDE_NAME
from centres.search.fields import Field, Texts
from centres.search.query import Term
from centres.search.text import spelling, words
from centres.search.vocabulary import PREFIX

_SERVICES = "Services: "
# What is said before the text of these fields; in others, the word itself is named.
_LEADS = {
    "provider": {Field.SUBURB: "In ", Field.CENTRE: "Works at "},
    "centre": {Field.SERVICE: _SERVICES, Field.EXPERTISE: _SERVICES},
}

Phrase = tuple[int, str, Sequence[str]]  # a field, a text in it, and its words


def reason(terms: Sequence[Term], texts: Texts, shown: Iterable[str], *, kind: str) -> str:
    """“Matched “Gemma” and “Jackson”” for words that were typed otherwise, “Services: Cardiology,
    GP” for matches elsewhere, each once; nothing for plain matches in what is `shown`."""
    in_sight = {word for text in shown for word in words(text)}
    phrases = [(field, text, words(text)) for field, found in texts.items() for text in found]
    said: dict[str, list[str]] = {}
    for term in terms:
        for lead, what in _saying(term, terms, phrases, in_sight, kind):
            if what not in said.setdefault(lead, []):
                said[lead].append(what)
    return ". ".join(
        lead + (", ".join(found) if lead == _SERVICES else get_text_list(found, "and"))
        for lead, found in said.items()
    )


def _saying(
    term: Term, terms: Sequence[Term], phrases: Sequence[Phrase], in_sight: set[str], kind: str
) -> list[tuple[str, str]]:
    """At most one: its lead, and what is named."""
    if term.typed in in_sight and _is_held(term, phrases):
        return []
    best = _best_match(term, terms, phrases)
    if best is None:
        return []
    field, phrase, word = best
    if word in in_sight and term.likes[word] <= PREFIX:
        return []
    if field in _LEADS[kind]:
        return [(_LEADS[kind][Field(field)], phrase)]
    return [("Matched ", f"“{spelling(phrase, word)}”")]


def _is_held(term: Term, phrases: Sequence[Phrase]) -> bool:
    """Whether what was typed is there as it is, to which nothing is nearer."""
    return any(
        term.typed in held and (term.fields is None or field in term.fields)
        for field, _, held in phrases
    )


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
