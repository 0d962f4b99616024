"""What to change when a search finds nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.compiled import Compiled
from accounts.folding import fold
from accounts.models import Profession
from centres.filters import SearchForm
from centres.models import SearchDocument
from centres.search.query import Term, finds_any
from centres.search.vocabulary import Vocabulary

MAX_TRIED = 6  # searches, one query each

NOTHING = {
    "q": "Nothing",
    "suburb": "No suburb",
    "service": "No service",
    "expertise": "No expertise",
}

Try = tuple[str, QueryDict]  # the words of a link, and the search it makes


@dataclass(frozen=True)
class Advice:
    """Why nothing was found, links (text, query string) each of which finds something, and every
    service there is: who looked for “back pain” may not know its name."""

    why: str
    links: Sequence[tuple[str, str]]
    services: Sequence[str]


def advise(
    query: QueryDict, form: SearchForm, terms: Sequence[Term], vocabulary: Vocabulary
) -> Advice:
    """For words that find nothing by themselves, the nearest words instead of them; when all find
    something, what to leave out. A bounded number of queries."""
    unknown = [term for term in terms if term.required and not finds_any([term])]
    if unknown:
        why = _nothing_like(unknown)
        links = [
            *_that_work(_with_nearest(query, terms, unknown, vocabulary), vocabulary),
            *_that_work(_without_words(query, terms, unknown), vocabulary, plainly=True),
        ]
    else:
        why = "Nothing matches all of this together."
        links = _that_work(_without_a_filter(query, form), vocabulary) or _that_work(
            _without_words(query, terms, *_each_of_q(terms)), vocabulary, plainly=True
        )
    return Advice(why, links, sorted((name for (name,) in _services()), key=fold))


@Compiled
def _services() -> QuerySet[Profession, tuple[str]]:
    return SearchDocument.objects.services()


def _nothing_like(unknown: Sequence[Term]) -> str:
    """“Nothing is like “Zebra”. No suburb is like “Prince”.”"""
    return " ".join(
        f"{NOTHING[source]} is like {_quoted(terms, 'or')}."
        for source, terms in groupby(unknown, key=lambda term: term.source)
    )


def _with_nearest(
    query: QueryDict, terms: Sequence[Term], unknown: Sequence[Term], vocabulary: Vocabulary
) -> Iterator[Try]:
    """Every unknown word replaced by one that is near it."""
    nearest = (vocabulary.nearest(term.typed) for term in unknown)
    for words in zip(*nearest, strict=False):
        text = f"Search for “{' '.join(words)}” instead"
        yield text, _changed(query, terms, unknown, words)


def _without_words(
    query: QueryDict, terms: Sequence[Term], *groups: Sequence[Term]
) -> Iterator[Try]:
    """The search without each of these groups of its terms."""
    for group in groups:
        yield f"Search without {_quoted(group, 'and')}", _changed(query, terms, group)


def _without_a_filter(query: QueryDict, form: SearchForm) -> Iterator[Try]:
    for name, value in form.narrowing().items():
        what = f"the {name} “{value}”" if name != "kind" else f"“Only {value}s”"
        changed = query.copy()
        del changed[name]
        yield f"Remove {what}", changed


def _each_of_q(terms: Sequence[Term]) -> list[list[Term]]:
    return [[term] for term in terms if term.source == "q" and term.required]


def _changed(
    query: QueryDict, terms: Sequence[Term], old: Sequence[Term], new: Sequence[str] = ()
) -> QueryDict:
    """The search with `new` words in the places of the `old`, or without these."""
    instead = dict(zip(map(id, old), new or [""] * len(old), strict=True))
    changed = query.copy()
    for source in {term.source for term in old}:
        words = [instead.get(id(term), term.written) for term in terms if term.source == source]
        changed[source] = " ".join(filter(None, words))
    return changed


def _that_work(
    tries: Iterable[Try], vocabulary: Vocabulary, *, plainly: bool = False
) -> list[tuple[str, str]]:
    """The tries that find something, as links to their first pages; `plainly`, not by a
    misspelling: without “pain”, “back” must not find Jack."""
    links = []
    for text, query in islice(tries, MAX_TRIED):
        query.pop("page", None)
        if _works(SearchForm(query), vocabulary, plainly=plainly):
            links.append((text, query.urlencode()))
    return links


def _works(form: SearchForm, vocabulary: Vocabulary, *, plainly: bool) -> bool:
    """Whether something is typed and is found."""
    terms = form.terms(vocabulary) if form.is_valid() else []
    if plainly:
        terms = [term.plain() for term in terms]
    return bool(terms) and finds_any(terms, kind=form.kind_chosen)


def _quoted(terms: Iterable[Term], last: str) -> str:
    return f" {last} ".join(f"“{term.written}”" for term in terms)
