"""The statement that reads the best matches, step by step.

Each term is one step, the rarest first, and each step has fewer documents than that before. Where
the rarest alone tells how far a document is, PostgreSQL reads those that hold it in the order of
their names, and no more of them than are wanted.
"""

# ruff: noqa: S608

from collections.abc import Mapping, Sequence
from itertools import pairwise

from centres.models import SearchPosting
from centres.search.conditions import (
    DOCUMENTS,
    NAMES,
    OUTSIDE_NAME,
    POSTINGS,
    WORDS,
    Part,
    Wanted,
    bound,
    holding,
    in_a_document,
    is_in,
    is_in_fields,
    outside_name,
)

# A term is looked for in each document that holds the rarest one when there are no more than these,
# or one for so many that hold the term: to look into one takes as long as to read twenty by a word.
# For a single word the index is asked, which takes as long as to read five.
LOOKED_UP = 50
LOOKED_UP_OF = 20
LOOKED_UP_OF_ONE = 5
MISSED_OPTIONAL = 6  # further than any plain match

NAME = SearchPosting.Field.NAME
OF_KIND = {  # of a document, d
    "": "TRUE",
    "centre": "d.centre_id IS NOT NULL",
    "provider": "d.centre_id IS NULL",
}
BY_NAME = "sort_key, document_id"
BEST_FIRST = f"far, {BY_NAME}"


def nearest(terms: Sequence[Wanted], kind: str, most: int, vendor: str) -> Part:
    """The `most` nearest documents that have all required terms, then by name: of each its pk, that
    of its centre, and how far it is."""
    first, *others = terms
    sieves = [term for term in others if _is_sieve(term) and not _is_read_whole(term, first)]
    steps = [term for term in others if term not in sieves]
    sifted = _sifted(sieves, kind, vendor)
    if steps or vendor != "postgresql":
        found, values = _step_by_step(first, steps, sifted, vendor)
    else:
        found, values = _in_order(first, sifted, most)
    text = f"""SELECT document_id, (SELECT centre_id FROM {DOCUMENTS} WHERE id = document_id),
            far + %s
        FROM ({found} ORDER BY {BEST_FIRST} LIMIT {most:d}) nearest ORDER BY {BEST_FIRST}"""
    return text, [sum(map(_far_through, sieves)), *values]


def _in_order(first: Wanted, sifted: Part, most: int) -> Part:
    """Of each word the first by name, and no more than are wanted in all. Words that are further
    are looked at if the nearer ones have too few."""
    near, far = _parted(first.likes)
    postings, values = _first_of_a_word(first, sifted, most)
    read = f"{WORDS['postgresql']} CROSS JOIN LATERAL ({postings}) p"
    text = f"""WITH near AS MATERIALIZED (
            SELECT document_id, sort_key, MIN(far + more) AS far FROM {read} GROUP BY 1, 2)
        SELECT document_id, sort_key, MIN(far) AS far FROM (
            SELECT document_id, sort_key, far FROM near UNION ALL
            SELECT document_id, sort_key, far + more FROM {read}
            WHERE (SELECT COUNT(*) FROM near) < {most:d}) p GROUP BY 1, 2"""
    return text, [*bound(near, "postgresql"), *values, *bound(far, "postgresql"), *values]


def _first_of_a_word(term: Wanted, sifted: Part, most: int) -> Part:
    """By name: those that hold `word` in their names, and as many that hold it elsewhere, which are
    further by so much `more`."""
    elsewhere = is_in_fields(term, "postgresql")
    if term.fields is None:
        elsewhere = f"field <> {NAME:d}", []
    parts: list[tuple[int, Part]] = []
    if term.fields in (None, NAMES):
        parts.append((0, (f"field = {NAME:d}", [])))
    if term.fields != NAMES:
        parts.append((OUTSIDE_NAME, elsewhere))
    conditions, values = sifted
    text = " UNION ALL ".join(
        f"""(SELECT DISTINCT sort_key, document_id, {more:d} AS more FROM {POSTINGS} p
            WHERE word_id = word AND {held} AND {conditions} ORDER BY {BY_NAME} LIMIT {most:d})"""
        for more, (held, _) in parts
    )
    return text, [value for _, (_, fields) in parts for value in (*fields, *values)]


def _parted(likes: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """The nearest words, of which each match comes before all of those of the others; and these."""
    fars = sorted(set(likes.values()))
    last = next((far for far, more in pairwise(fars) if more - far > OUTSIDE_NAME), fars[-1])
    near = {word: far for word, far in likes.items() if far <= last}
    return near, {word: far for word, far in likes.items() if far > last}


def _sifted(sieves: Sequence[Wanted], kind: str, vendor: str) -> Part:
    """Whether a document, of p, is of a kind and holds some terms."""
    conditions, values = ["TRUE"], []
    if kind:
        of_kind = f"SELECT 1 FROM {DOCUMENTS} d WHERE d.id = p.document_id AND {OF_KIND[kind]}"
        conditions.append(f"({of_kind}) IS NOT NULL")
    for term in sieves:
        one, words = is_in(term, "p.document_id", vendor)
        conditions.append(one)
        values += words
    return " AND ".join(conditions), values


def _far_through(term: Wanted) -> int:
    """How far all that hold a term of a sieve are from it."""
    return min(term.likes.values()) + OUTSIDE_NAME


def _is_sieve(term: Wanted) -> bool:
    """Whether all that hold a term are equally far from it. These are looked for last, in the order
    of the results, and no further than to the last one that is wanted."""
    in_names = term.fields is None or NAME in term.fields
    return term.required and not in_names and len(set(term.likes.values())) == 1


def _is_read_whole(term: Wanted, rarest: Wanted) -> bool:
    """Whether it takes less to read all that hold a term, and see which of the rarest are among
    them, than to look for it in each of these."""
    of = LOOKED_UP_OF if len(term.likes) > 1 else LOOKED_UP_OF_ONE
    return term.required and rarest.frequency > max(LOOKED_UP, term.frequency // of)


def _step_by_step(first: Wanted, others: Sequence[Wanted], sifted: Part, vendor: str) -> Part:
    steps = [_holding(first, vendor)]
    for term in others:
        add = _met if _is_read_whole(term, first) else _looked_up
        steps.append(add(term, f"step{len(steps) - 1}", vendor))
    texts = [f"step{number} AS MATERIALIZED ({text})" for number, (text, _) in enumerate(steps)]
    conditions, values = sifted
    # PostgreSQL keeps to the order in which somebody goes through them.
    in_order = f"ORDER BY {BEST_FIRST} OFFSET 0" if vendor == "postgresql" else ""
    text = f"""WITH {", ".join(texts)} SELECT document_id, sort_key, far
        FROM (SELECT document_id, sort_key, far FROM step{len(steps) - 1}
            WHERE far IS NOT NULL {in_order}) p WHERE {conditions}"""
    return text, [*(value for _, of_step in steps for value in of_step), *values]


def _holding(term: Wanted, vendor: str, *, among: str = "TRUE") -> Part:
    """The documents that hold a term, with how far each is from it. One holds a word in a field
    once."""
    held, values = holding(term, vendor, also=among)
    far, group = f"likes.far + {outside_name(term)}", ""
    if len(term.likes) > 1 or term.fields is None or len(term.fields) > 1:
        far, group = f"MIN({far})", "GROUP BY document_id, sort_key"
    return f"SELECT document_id, sort_key, {far} AS far FROM {held} {group}", values


def _met(term: Wanted, before: str, vendor: str) -> Part:
    """Those of the step before that hold a term, further by how far each is from it. In brackets,
    the condition is one that PostgreSQL keeps a table of in memory."""
    among = f"(document_id IN (SELECT document_id FROM {before})) IS TRUE"
    text, values = _holding(term, vendor, among=among)
    text = f"""SELECT document_id, sort_key, SUM(far) AS far
        FROM (SELECT document_id, sort_key, far FROM {before} WHERE far IS NOT NULL
            UNION ALL {text}) met
        GROUP BY document_id, sort_key HAVING COUNT(*) = 2"""
    return text, values


def _looked_up(term: Wanted, before: str, vendor: str) -> Part:
    """The documents of the step before, further by how far each is from a term: by nothing that is
    known when it does not hold one that is required."""
    held, values = in_a_document(term, "b.document_id", vendor)
    one = f"(SELECT MIN(likes.far + {outside_name(term)}) FROM {held})"
    more = one if term.required else f"COALESCE({one}, {MISSED_OPTIONAL})"
    text = f"""SELECT b.document_id, b.sort_key, b.far + {more} AS far
        FROM {before} b WHERE b.far IS NOT NULL"""
    return text, values
