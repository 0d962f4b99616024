"""What is the same letter to whoever types a name or looks for something."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHES = re.compile("['`\u00b4\u02b9\u02bc\u2018\u2019]")
LONGEST = 150  # characters of a folded name; folding makes some letters many


def fold(text: str) -> str:
    """`text` in lower case, without accents and apostrophes: “O'Briën” and “obrien” are one."""
    parts = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", plain.casefold().translate(_LETTERS))


def words_of(name: str) -> list[str]:
    """The words of a name, folded, as somebody types them who looks for it."""
    return [word for word in re.split(r"[\s,-]+", fold(name)) if word]


def folded_name(name: str) -> dict[str, str]:
    """What an account keeps of a name for databases to look in, by field; as much as fits there.
    The surname is the last word, with what is hyphened to it."""
    folded = " ".join(fold(name).split())
    surname = folded.rpartition(" ")[2]
    return {"folded_name": folded[:LONGEST], "folded_surname": surname[:LONGEST]}
