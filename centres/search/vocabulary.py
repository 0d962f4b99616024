"""The words of the index, kept in the memory of each process, and which of them a typed word
may mean."""

from collections.abc import Iterable, Mapping

from django.db.models import Count, Sum
from rapidfuzz.distance import OSA
from rapidfuzz.distance.JaroWinkler import similarity
from rapidfuzz.process import extract, extract_iter

from centres.models import SearchWord
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


class Vocabulary:
    """The distinct words of all documents, and how many postings each has."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._words = sorted(counts)  # here, because databases sort each in its own way
        self.state = (len(counts), sum(map(checksum, counts)))

    def like(self, typed: str) -> dict[str, int]:
        """The indexed words that `typed` may mean, each with its distance, nearest first."""
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

    def nearest(self, typed: str, count: int = 3) -> list[str]:
        """Words to offer in place of one that finds nothing: those with one error more that still
        look alike."""
        cutoff = forgiven_errors(typed) + 1
        close = extract(typed, self._words, scorer=OSA.distance, score_cutoff=cutoff, limit=None)
        return [
            word
            for word, _, _ in close
            if len(word) >= MIN_MISSPELT and LIKENESS <= similarity(typed, word) < 1
        ][:count]

    def _plain(self, typed: str) -> dict[str, int]:
        found = {word: PREFIX for word in self._words if word.startswith(typed)}
        if len(typed) >= MIN_INSIDE:
            found = {word: INSIDE for word in self._words if typed in word} | found
        for word, distance in ((typed.removesuffix("s"), KIN), (typed, EXACT)):
            if word in self._counts:
                found[word] = distance
        return found

    def _misspelt(self, typed: str) -> dict[str, int]:
        cutoff = forgiven_errors(typed)
        if not cutoff:
            return {}
        close = extract_iter(typed, self._words, scorer=OSA.distance, score_cutoff=cutoff)
        return {word: ONE_ERROR * errors for word, errors, _ in close if len(word) >= MIN_MISSPELT}

    def _misspelt_prefixes(self, typed: str) -> dict[str, int]:
        """Longer words that begin with `typed` but for one error after the first letter."""
        if len(typed) < MIN_LIKE_A_PREFIX or not forgiven_errors(typed):
            return {}
        longer = [w for w in self._words if len(w) > len(typed) and w[0] == typed[0]]
        found = {}
        for length in (len(typed) - 1, len(typed), len(typed) + 1):
            starts = [word[:length] for word in longer]
            for _, _, place in extract_iter(typed, starts, scorer=OSA.distance, score_cutoff=1):
                found[longer[place]] = LIKE_A_PREFIX
        return found


def forgiven_errors(typed: str) -> int:
    """How many letters of a word may be wrong, missing, too many or exchanged. None in short
    words and in numbers: another postcode is another place."""
    if len(typed) < MIN_MISSPELT or any(letter.isdigit() for letter in typed):
        return 0
    return 1 if len(typed) < 7 else 2


_latest = Vocabulary({})


def current() -> Vocabulary:
    """The words as they are in the database now: one query, and a second when they changed.

    Count and sum of checksums change with every word that comes or goes, whichever transaction
    commits first. The greatest id would not: a smaller one may commit later.
    """
    global _latest
    state = SearchWord.objects.aggregate(count=Count("pk"), checksums=Sum("checksum", default=0))
    if (state["count"], state["checksums"]) != _latest.state:
        counts = SearchWord.objects.annotate(count=Count("postings__document"))
        _latest = Vocabulary(dict(counts.values_list("word", "count")))
    return _latest
