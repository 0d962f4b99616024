"""The statement that reads the best matches, written by hand: to put it together with the ORM
takes longer than it runs.

Each term is one step, the rarest first, and each step has fewer documents than that before. What is
typed is bound, never written into the text, which is made of names of ours alone.
"""

# ruff: noqa: S608

from collections.abc import Sequence

from django.db import connections
from django.db.backends.utils import CursorWrapper

from centres.models import SearchDocument, SearchPosting
from centres.search.conditions import OUTSIDE_NAME, Part, Wanted, how_far, is_held, is_in, table

# A term is looked for in each document that holds the rarest one when there are no more than these,
# or one for so many that hold the term: to look into one takes as long as to read twenty by a word.
# For a single word the index is asked, which takes as long as to read five.
LOOKED_UP = 50
LOOKED_UP_OF = 20
LOOKED_UP_OF_ONE = 5
MISSED_OPTIONAL = 6  # further than any plain match

Row = tuple[int, int | None, int]  # document, centre, distance

OF_KIND = {  # of a document, d
    "": "TRUE",
    "centre": "d.centre_id IS NOT NULL",
    "provider": "d.centre_id IS NULL",
}
BEST_FIRST = "far, sort_key, document_id"
AFTER_ALL = b"\xff"  # no text begins with this byte


def best(terms: Sequence[Wanted], kind: str, *, most: int) -> list[Row]:
    """The `most` nearest documents that have all required terms, then by name. One query.

    `terms` are in the order in which they are looked for; the first is required.
    """
    with _cursor() as cursor:
        cursor.execute(*_best(terms, kind, most, cursor.db.vendor))
        rows: list[Row] = cursor.fetchall()
    return rows


def first_by_name(
    terms: Sequence[Wanted], kind: str, *, distance: int = 0, passed: int | None = None, most: int
) -> list[Row]:
    """The `most` first documents by name that have all of the terms, each taken to be at this
    `distance`; where `passed` is told, of as many documents of the kind alone. One query."""
    with _cursor() as cursor:
        cursor.execute(*_by_name(terms, kind, distance, passed, most, cursor.db.vendor))
        rows: list[Row] = cursor.fetchall()
    return rows


def is_any(terms: Sequence[Wanted], kind: str) -> bool:
    """Whether a document has all required terms. One query, which reads as far as the first."""
    with _cursor() as cursor:
        cursor.execute(*_any(terms, kind, cursor.db.vendor))
        return cursor.fetchone() is not None


def _cursor() -> CursorWrapper:
    return connections[SearchDocument.objects.db].cursor()


def _best(terms: Sequence[Wanted], kind: str, most: int, vendor: str) -> Part:
    first, *others = terms
    steps, sieves = [_holding(first, vendor)], []
    for term in others:
        if _is_read_whole(term, first):
            steps.append(_met(term, f"step{len(steps) - 1}", vendor))
        elif _is_sieve(term):
            sieves.append(term)
        else:
            steps.append(_looked_up(term, f"step{len(steps) - 1}", vendor))
    texts = [f"step{number} AS MATERIALIZED ({text})" for number, (text, _) in enumerate(steps)]
    last, through = f"step{len(steps) - 1}", sum(map(_far_through, sieves))
    conditions, values = _sifted(sieves, vendor)
    near = "far IS NOT NULL" if kind or sieves else _is_near(last, most)
    text = f"""WITH {", ".join(texts)}, found AS MATERIALIZED (
            SELECT document_id, far + {through:d} AS far FROM {last} WHERE {near})
        SELECT document_id, centre_id, far FROM {_named(kind, vendor, in_order=bool(sieves))}
        WHERE {conditions} ORDER BY {BEST_FIRST} LIMIT {most:d}"""
    return text, [value for _, values in steps for value in values] + values


def _is_near(last: str, most: int) -> str:
    """Whether a document of the `last` step, of which all remain, is as near as the `most` nearest:
    the names of others need not be looked up."""
    return f"""far <= COALESCE((SELECT far FROM {last} WHERE far IS NOT NULL
            ORDER BY far LIMIT 1 OFFSET {most - 1:d}), far)"""


def _named(kind: str, vendor: str, *, in_order: bool) -> str:
    """What was found, with the documents of a kind, by looking up each. PostgreSQL knows no loop
    for a full join, which it would choose as well where it means to find one and finds many; and
    keeps to the order in which somebody goes through them."""
    documents, columns = table(SearchDocument), "document_id, centre_id, far, sort_key"
    if vendor != "postgresql":
        return f"""(SELECT {columns} FROM found
            CROSS JOIN {documents} d ON d.id = document_id AND {OF_KIND[kind]}) named"""
    return f"""(SELECT {columns} FROM found FULL JOIN (SELECT id, centre_id, sort_key
            FROM {documents} d WHERE id = ANY(ARRAY(SELECT document_id FROM found))
            AND {OF_KIND[kind]}) d ON d.id = document_id
        WHERE (d.id IS NOT NULL) IS TRUE {f"ORDER BY {BEST_FIRST} OFFSET 0" * in_order}) named"""


def _sifted(terms: Sequence[Wanted], vendor: str) -> Part:
    conditions, values = ["TRUE"], []
    for term in terms:
        one, words = is_in(term, "named.document_id", vendor)
        conditions.append(one)
        values += words
    return " AND ".join(conditions), values


def _far_through(term: Wanted) -> int:
    """How far all that hold a term of a sieve are from it."""
    return min(term.likes.values()) + OUTSIDE_NAME


def _is_sieve(term: Wanted) -> bool:
    """Whether all that hold a term are equally far from it. These are looked for last, in the order
    of the results, and no further than to the last one that is wanted."""
    in_names = term.fields is None or SearchPosting.Field.NAME in term.fields
    return term.required and not in_names and len(set(term.likes.values())) == 1


def _by_name(
    terms: Sequence[Wanted], kind: str, distance: int, passed: int | None, most: int, vendor: str
) -> Part:
    documents = table(SearchDocument)
    conditions, values = [OF_KIND[kind]], []
    if passed is not None:
        last = f"""SELECT sort_key FROM {documents} d WHERE {OF_KIND[kind]}
            ORDER BY sort_key LIMIT 1 OFFSET %s"""
        conditions.append(f"sort_key <= COALESCE(({last}), %s)")
        values += [passed, AFTER_ALL]
    for term in terms:
        one, words = is_in(term, "d.id", vendor)
        conditions.append(one)
        values += words
    text = f"""SELECT id, centre_id, {distance:d} FROM {documents} d
        WHERE {" AND ".join(conditions)} ORDER BY sort_key, id LIMIT {most:d}"""
    return text, values


def _any(terms: Sequence[Wanted], kind: str, vendor: str) -> Part:
    first, *others = terms
    held, values = is_held(first, vendor)
    postings = table(SearchPosting)
    found = _with_documents(postings, vendor) if kind else postings
    text = f"SELECT 1 FROM {found} WHERE {held} AND {OF_KIND[kind]}"
    for term in others:
        if term.required:
            also, more = is_held(term, vendor)
            text += f""" AND EXISTS (SELECT 1 FROM {postings} p
                WHERE p.document_id = {postings}.document_id AND {also})"""
            values += more
    return f"{text} LIMIT 1", values


def _with_documents(found: str, vendor: str) -> str:
    """Rows joined with their documents, d, by looking up one for each: PostgreSQL may else read all
    of them."""
    documents = table(SearchDocument)
    if vendor == "postgresql":
        return f"""{found} CROSS JOIN LATERAL (SELECT sort_key, centre_id FROM {documents}
            WHERE id = {found}.document_id OFFSET 0) d"""
    return f"{found} CROSS JOIN {documents} d ON d.id = {found}.document_id"


def _is_read_whole(term: Wanted, rarest: Wanted) -> bool:
    """Whether it takes less to read all that hold a term, and see which of the rarest are among
    them, than to look for it in each of these."""
    of = LOOKED_UP_OF if len(term.likes) > 1 else LOOKED_UP_OF_ONE
    return term.required and rarest.frequency > max(LOOKED_UP, term.frequency // of)


def _holding(term: Wanted, vendor: str, *, among: str = "TRUE") -> Part:
    """The documents that hold a term, with how far each is from it."""
    far, distances = how_far(term, vendor)
    held, words = is_held(term, vendor)
    text = f"""SELECT document_id, MIN({far}) AS far FROM {table(SearchPosting)}
        WHERE {held} AND {among} GROUP BY document_id"""
    return text, [*distances, *words]


def _met(term: Wanted, before: str, vendor: str) -> Part:
    """Those of the step before that hold a term, further by how far each is from it. In brackets,
    the condition is one that PostgreSQL keeps a table of in memory."""
    among = f"(document_id IN (SELECT document_id FROM {before})) IS TRUE"
    text, values = _holding(term, vendor, among=among)
    text = f"""SELECT document_id, SUM(far) AS far
        FROM (SELECT document_id, far FROM {before} WHERE far IS NOT NULL UNION ALL {text}) met
        GROUP BY document_id HAVING COUNT(*) = 2"""
    return text, values


def _looked_up(term: Wanted, before: str, vendor: str) -> Part:
    """The documents of the step before, further by how far each is from a term: by nothing that is
    known when it does not hold one that is required."""
    far, distances = how_far(term, vendor)
    held, words = is_held(term, vendor, in_one_document=True)
    one = f"""(SELECT MIN({far}) FROM {table(SearchPosting)} p
        WHERE p.document_id = b.document_id AND {held})"""
    more = one if term.required else f"COALESCE({one}, {MISSED_OPTIONAL})"
    text = f"SELECT b.document_id, b.far + {more} AS far FROM {before} b WHERE b.far IS NOT NULL"
    return text, [*distances, *words]
