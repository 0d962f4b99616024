"""The words of the index, kept in the memory of each process, and which of them a typed word
may mean."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from django.db import connections
from rapidfuzz.distance import OSA
from rapidfuzz.distance.JaroWinkler import similarity
from rapidfuzz.process import extract

from centres.models import SearchDocument, SearchPosting, SearchState, SearchWord
from centres.search.querysets import SearchWordQuerySet
from centres.search.text import checksum, kin

# How far an indexed word is from the typed one. Nearer words make better results.
EXACT, PREFIX, KIN, INSIDE = 0, 2, 3, 4
ONE_ERROR = 100  # more than ten plain words add up to: plain results come first
LIKE_A_PREFIX = 150

SHORT_FORM = 3  # letters of an everyday word's kin, such as “WA”, that begins no other word
MIN_MISSPELT = 4  # letters of either word; with fewer, one letter makes another word
MIN_INSIDE = 3  # letters; fewer stand inside too many words
LIKENESS = 0.85  # of Jaro and Winkler, up to 1; below, “Beth” is offered for “Perth”
MIN_LIKE_A_PREFIX = 5  # letters; fewer begin too many words once one may be wrong


REMEMBERED = 500  # typed words; each letter of what somebody types is a search
OFFERED = 3  # words, in place of one that finds nothing
MANY_NEW = 0.1  # of all words; the others, too, are then held by more documents than before
KEPT = 2  # vocabularies: of two databases that are read in turn, one may lag behind

A = TypeVar("A")

EMPTY: Mapping[str, int] = {}
END = chr(0x10FFFF)  # sorts after every letter


class Vocabulary:
    """The distinct words of all documents, how many postings each has and how many of these are
    of names. No word is looked at that cannot be meant, for there may be tens of thousands."""

    def __init__(
        self,
        counts: Mapping[str, int],
        *,
        in_names: Mapping[str, int] = EMPTY,
        documents: int = 0,
    ) -> None:
        self._counts = counts
        self._in_names = in_names
        self._documents = documents
        self._words = sorted(counts)  # here, because databases sort each in its own way
        self._text = "\n".join(["", *self._words, ""])
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in self._words:
            self._by_length[len(word)].append(word)
        self._likes: dict[str, Mapping[str, int]] = {}
        self._nearest: dict[str, Sequence[str]] = {}

    def like(self, typed: str) -> Mapping[str, int]:
        """The indexed words that `typed` may mean, each with its distance, nearest first."""
        return _remembered(self._likes, typed, self._like)

    def _like(self, typed: str) -> Mapping[str, int]:
        related = kin(typed)
        plain = self._plain(typed)
        for word in related:
            for other, far in self._plain(word).items():
                if other == word or len(word) > SHORT_FORM:
                    plain.setdefault(other, KIN + far)
        found = self._misspelt(typed) | plain
        if not plain:
            found = self._misspelt_prefixes(typed) | found
            for word in related:
                found = self._misspelt(word) | found
        return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))

    def frequency(self, words: Iterable[str]) -> int:
        """About how many documents hold one of the words."""
        return sum(self._counts[word] for word in words)

    def share(self, words: Iterable[str]) -> float:
        """About which part of all documents hold one of the words; never none, since one may by
        now."""
        return min(1.0, max(1, self.frequency(words)) / max(1, self._documents))

    def in_names(self, words: Iterable[str]) -> dict[str, int]:
        """Those of the words that are in names, and about in how many."""
        held = self._in_names
        return {word: held[word] for word in words if word in held}

    def nearest(self, typed: str) -> Sequence[str]:
        """Words to offer in place of one that finds nothing: those with one error more that still
        look alike."""
        return _remembered(self._nearest, typed, self._likely)

    def _likely(self, typed: str) -> Sequence[str]:
        close = self._close(typed, forgiven_errors(typed) + 1)
        likely = [found for found in close if LIKENESS <= similarity(typed, found[1]) < 1]
        return [word for _, word in sorted(likely)[:OFFERED]]

    def with_more(self, other: "Vocabulary") -> "Vocabulary":
        """The words of both."""
        return Vocabulary(
            {**self._counts, **other._counts},
            in_names={**self._in_names, **other._in_names},
            documents=self._documents,
        )

    @property
    def checksums(self) -> int:
        return sum(map(checksum, self._words))

    def __len__(self) -> int:
        return len(self._words)

    def _plain(self, typed: str) -> dict[str, int]:
        found = dict.fromkeys(self._beginning(typed), PREFIX)
        if len(typed) >= MIN_INSIDE:
            found = dict.fromkeys(self._holding(typed), INSIDE) | found
        for word, distance in ((typed.removesuffix("s"), KIN), (typed, EXACT)):
            if word in self._counts:
                found[word] = distance
        return found

    def _beginning(self, start: str) -> list[str]:
        first = bisect_left(self._words, start)
        return self._words[first : bisect_left(self._words, start + END, lo=first)]

    def _holding(self, part: str) -> Iterator[str]:
        at = self._text.find(part)
        while at >= 0:
            end = self._text.index("\n", at)
            yield self._text[self._text.rindex("\n", 0, at) + 1 : end]
            at = self._text.find(part, end)

    def _misspelt(self, typed: str) -> dict[str, int]:
        errors = forgiven_errors(typed)
        return {word: ONE_ERROR * far for far, word in self._close(typed, errors)} if errors else {}

    def _close(self, typed: str, errors: int) -> list[tuple[int, str]]:
        """Words that have at most so many errors, with how many. An error changes the length by
        one letter at most."""
        return [
            (far, word)
            for length in range(max(MIN_MISSPELT, len(typed) - errors), len(typed) + errors + 1)
            for word, far in _within(typed, self._by_length.get(length, ()), errors)
        ]

    def _misspelt_prefixes(self, typed: str) -> dict[str, int]:
        """Longer words that begin with `typed` but for one error after the first letter."""
        if len(typed) < MIN_LIKE_A_PREFIX or not forgiven_errors(typed):
            return {}
        longer = [word for word in self._beginning(typed[0]) if len(word) > len(typed)]
        found: dict[str, int] = {}
        for length in (len(typed) - 1, len(typed), len(typed) + 1):
            starts = dict.fromkeys(word[:length] for word in longer)
            close = {start for start, _ in _within(typed, starts, 1)}
            found |= {word: LIKE_A_PREFIX for word in longer if word[:length] in close}
        return found


def forgiven_errors(typed: str) -> int:
    """How many letters of a word may be wrong, missing, too many or exchanged. None in short
    words and in numbers: another postcode is another place."""
    if len(typed) < MIN_MISSPELT or any(letter.isdigit() for letter in typed):
        return 0
    return 1 if len(typed) < 7 else 2


def _remembered(known: dict[str, A], typed: str, answer: Callable[[str], A]) -> A:
    """The answer about a typed word, which is asked for again with each letter of the next."""
    if typed not in known:
        if len(known) == REMEMBERED:
            known.clear()
        known[typed] = answer(typed)
    return known[typed]


def _within(typed: str, words: Iterable[str], errors: int) -> Iterator[tuple[str, int]]:
    close = extract(
        typed, list(words), scorer=OSA.distance, processor=None, score_cutoff=errors, limit=None
    )
    return ((word, int(far)) for word, far, _ in close)


class State(NamedTuple):
    """What `SearchState` says of the words."""

    last_number: int = 0
    checksums: int = 0


_known: tuple[tuple[State, Vocabulary], ...] = ()  # the latest first


def current() -> Vocabulary:
    """The words as they are in the database now: one query, and another when they changed.

    Two states are the same exactly when their words are, whichever transaction was rolled back,
    or whichever backup was restored.
    """
    global _known
    state = _state()
    for known, vocabulary in _known:
        if known == state:
            return vocabulary
    vocabulary = _read(state)
    _known = ((state, vocabulary), *_known[: KEPT - 1])
    return vocabulary


def _state() -> State:
    """Asked by every search, and so written by hand."""
    with connections[SearchState.objects.db].cursor() as cursor:
        cursor.execute('SELECT last_number, checksums FROM "centres_searchstate"')
        return State(*(cursor.fetchone() or ()))


def _read(state: State) -> Vocabulary:
    """Only the words that came since, when these are few."""
    for known, vocabulary in _known:
        if known.last_number < state.last_number:
            new = _of(SearchWord.objects.since(known.last_number))
            is_all = known.checksums + new.checksums == state.checksums
            if is_all and len(new) < MANY_NEW * len(vocabulary):
                return vocabulary.with_more(new)
    return read()


def read() -> Vocabulary:
    """All words, with how often each is held now. Two queries."""
    return _of(SearchWord.objects.all(), documents=SearchDocument.objects.count())


def _of(words: SearchWordQuerySet, *, documents: int = 0) -> Vocabulary:
    rows = list(words.counted(in_field=SearchPosting.Field.NAME))
    return Vocabulary(
        {word: count for word, count, _ in rows},
        in_names={word: count for word, _, count in rows if count},
        documents=documents,
    )
