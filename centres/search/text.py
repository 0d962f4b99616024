"""How text becomes words that can be compared: the same for what is stored and what is typed."""

import re
import unicodedata

WORD_LENGTH = 40  # characters of a word that count
SORT_KEY_BYTES = 200

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHES = re.compile("['`\u00b4\u02b9\u02bc\u2018\u2019]")
# Han script has no spaces: each of its characters is a word.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORDS = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")

# Patients ask for a person, the register names a field, or the other way round.
_KIN_ENDINGS = [
    ("logy", "logist"),
    ("iatry", "iatrist"),
    ("ics", "ician"),
    ("graphy", "grapher"),
    ("therapy", "therapist"),
    ("pharmacy", "pharmacist"),
    ("surgery", "surgeon"),
]
_KIN_WORDS = {"gp": ["general", "practitioner", "doctor"]}


def fold(text: str) -> str:
    """`text` in lower case, without accents and apostrophes: “O'Briën” and “obrien” are one."""
    parts = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", plain.casefold().translate(_LETTERS))


def words(text: str) -> list[str]:
    """The folded words of `text`, in order, each once. Hyphens and other marks part words."""
    return list(dict.fromkeys(word[:WORD_LENGTH] for word in _WORDS.findall(fold(text))))


def kin(word: str) -> list[str]:
    """Other words for the same service: “cardiologist” for “cardiology”."""
    others = list(_KIN_WORDS.get(word, ()))
    for field, person in _KIN_ENDINGS:
        for ending, other in ((field, person), (person, field)):
            if word.endswith(ending):
                others.append((word.removesuffix(ending) + other)[:WORD_LENGTH])
    return others


def sort_key(text: str) -> bytes:
    """What `text` is sorted by, the same on every database."""
    return " ".join(words(text)).encode()[:SORT_KEY_BYTES]


def spelling(text: str, word: str) -> str:
    """The word of `text` that folds to `word`, as it is written there; the whole of `text` when
    none does, as for kin."""
    for written in re.split(r"[\s,/()&-]+", text):
        if word in words(written):
            return written
    return text
