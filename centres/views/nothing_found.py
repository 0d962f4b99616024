"""What to change when a search finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from centres.filters import SearchFilter
from centres.search.query import Term, find
from centres.search.vocabulary import Vocabulary

MAX_TRIED = 6  # searches, one query each


@dataclass(frozen=True)
class Change:
    """Something to change: why, and links (text, query string) that do it."""

    why: str
    links: list[tuple[str, str]]


def changes_to_try(
    query: QueryDict, filters: SearchFilter, terms: Sequence[Term], vocabulary: Vocabulary
) -> list[Change]:
    """For each word that is like none in the index, the nearest words instead of it; when there
    is none such, what to leave out so that something is found."""
    unknown = [term for term in terms if term.required and not term.likes]
    if unknown:
        return [_respell(query, term, terms, vocabulary) for term in unknown]
    drop = _drop_filters(query, filters, terms) or _drop_words(query, filters, terms)
    return [Change("Nothing matches all of this together.", drop)]


def _respell(
    query: QueryDict, unknown: Term, terms: Sequence[Term], vocabulary: Vocabulary
) -> Change:
    field = [term for term in terms if term.source == unknown.source]
    links = [
        (
            f"Search for “{word}” instead",
            _with(query, unknown.source, [word if t is unknown else t.typed for t in field]),
        )
        for word in vocabulary.nearest(unknown.typed)
    ]
    rest = [term.typed for term in field if term is not unknown]
    if rest or len(terms) > 1:
        links.append((f"Search without “{unknown.typed}”", _with(query, unknown.source, rest)))
    return Change(f"Nothing is like “{unknown.typed}”.", links)


def _drop_filters(
    query: QueryDict, filters: SearchFilter, terms: Sequence[Term]
) -> list[tuple[str, str]]:
    links = []
    for name, value in filters.narrowing().items():
        kind = "" if name == "kind" else filters.kind_chosen
        if find([term for term in terms if term.source != name], kind=kind):
            what = f"the {name} “{value}”" if name != "kind" else f"“Only {value}s”"
            links.append((f"Remove {what}", _with(query, name, [])))
    return links


def _drop_words(
    query: QueryDict, filters: SearchFilter, terms: Sequence[Term]
) -> list[tuple[str, str]]:
    links = []
    for dropped in [term for term in terms if term.source == "q" and term.required][:MAX_TRIED]:
        rest = [term for term in terms if term is not dropped]
        if rest and find(rest, kind=filters.kind_chosen):
            words = [term.typed for term in rest if term.source == "q"]
            links.append((f"Search without “{dropped.typed}”", _with(query, "q", words)))
    return links


def _with(query: QueryDict, name: str, words: Sequence[str]) -> str:
    """The query string with other words in one field, from the first page on."""
    changed = query.copy()
    changed[name] = " ".join(words)
    changed.pop("page", None)
    return changed.urlencode()
