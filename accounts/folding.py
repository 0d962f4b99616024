"""What is the same letter to whoever types a name or looks for something."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHES = re.compile("['`\u00b4\u02b9\u02bc\u2018\u2019]")
# Text in which a database itself finds what `fold` would; both know this much of expressions.
FOLDED_BY_DATABASES = r"^[ -&(-_a-~]*$"


def fold(text: str) -> str:
    """`text` in lower case, without accents and apostrophes: “O'Briën” and “obrien” are one."""
    parts = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", plain.casefold().translate(_LETTERS))
