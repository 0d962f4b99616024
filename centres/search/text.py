"""How text becomes words that can be compared: the same for what is stored and what is typed."""

import re
from functools import lru_cache
from zlib import crc32

from accounts.folding import fold

WORD_LENGTH = 40  # characters of a word that count
SORT_KEY_BYTES = 200

# Han script has no spaces: each of its characters is a word.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PARTS = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_X_RAY = re.compile(r"\bx\Wray")
_BREAKS = re.compile(r"[\s,/()&-]+")
_BREAKS_BUT_HYPHENS = re.compile(r"[\s,/()&]+")

# People ask for a person where the index holds a field, or the other way round.
_KIN_ENDINGS = [
    ("logy", "logist"),
    ("iatry", "iatrist"),
    ("ics", "ician"),
    ("graphy", "grapher"),
    ("therapy", "therapist"),
    ("pharmacy", "pharmacist"),
    ("surgery", "surgeon"),
]
# What people say for a service or a state, and what the index may hold for it.
_KIN_WORDS = {
    "australian capital territory": "act",
    "baby": "obstetrics paediatrics",
    "back": "physiotherapist",
    "blood": "pathologist",
    "brain": "neurology",
    "chemist": "pharmacist",
    "child": "paediatrics",
    "children": "paediatrics",
    "diabetes": "endocrinology",
    "doctor": "gp specialist",
    "eye": "ophthalmology",
    "flu": "gp",
    "general": "gp",
    "heart": "cardiology",
    "imaging": "radiographer",
    "injury": "physiotherapist",
    "kid": "paediatrics",
    "knee": "physiotherapist",
    "mental": "psychiatry",
    "muscle": "physiotherapist",
    "new south wales": "nsw",
    "northern territory": "nt",
    "pain": "gp physiotherapist",
    "practitioner": "gp",
    "pregnancy": "obstetrics",
    "pregnant": "obstetrics",
    "queensland": "qld",
    "radiologist": "radiographer",
    "radiology": "radiographer",
    "scan": "radiographer",
    "shoulder": "physiotherapist",
    "sick": "gp",
    "skin": "dermatology",
    "south australia": "sa",
    "stomach": "gastroenterology",
    "tasmania": "tas",
    "ultrasound": "radiographer",
    "vaccination": "gp",
    "victoria": "vic",
    "western australia": "wa",
    "xray": "radiographer",
}
_TYPED = re.compile(rf"(?:{'|'.join(name for name in _KIN_WORDS if ' ' in name)})(?!\S)|\S+")


@lru_cache(maxsize=10_000)  # texts: services, suburbs and centres come again on every page
def words(text: str) -> tuple[str, ...]:
    """The folded words of `text` that is stored, in order, each once. Hyphens and other marks
    part words, but for “X-ray”. The name of a state is a word beside its parts."""
    return tuple(dict.fromkeys([*_parts(text), *typed_words(text)]))


def typed_words(text: str) -> list[str]:
    """The folded words of `text` that was typed to find something, each once. The name of a state
    is one: its parts stand in too many names, and may stand beside it in “Prince of Wales”."""
    return list(dict.fromkeys(_TYPED.findall(" ".join(_parts(text)))))


def _parts(text: str) -> list[str]:
    parts = _PARTS.findall(_X_RAY.sub("xray", fold(text)))
    return [part[:WORD_LENGTH] for part in parts]


def kin(word: str) -> list[str]:
    """Other words for the same thing: “cardiology” for “cardiologist” or “cardiologists”."""
    found = _KIN_WORDS.get(word, "").split()
    for field, person in _KIN_ENDINGS:
        for ending, other in ((field, person), (person, field)):
            if word.endswith(ending):
                found.append(word.removesuffix(ending) + other)
    return kin(word[:-1]) if not found and word.endswith("s") else found


def checksum(word: str) -> int:
    """A number of 32 bits, by which two sets of words are told apart."""
    return crc32(word.encode())


def sort_key(text: str) -> bytes:
    """What `text` is sorted by, the same on every database."""
    return " ".join(dict.fromkeys(_parts(text))).encode()[:SORT_KEY_BYTES]


def spelling(text: str, word: str) -> str:
    """The word of `text` that folds to `word`, as it is written there; the whole of `text` when
    none does, as for kin."""
    for written in _BREAKS.split(text):
        if word in words(written):
            return written
    return text


def as_typed(text: str, word: str) -> str:
    """What of `text`, of which `typed_words` has `word`, was folded to it: “Zoë” for “zoe”; `word`
    itself where that does not stand apart."""
    single, whole = _BREAKS.split(text), _BREAKS_BUT_HYPHENS.split(text)
    length = word.count(" ") + 1
    together = (" ".join(whole[n : n + length]) for n in range(len(whole)))
    likely = (*single, *together)
    return next((written for written in likely if " ".join(_parts(written)) == word), word)
