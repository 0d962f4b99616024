"""The statement that reads the best matches, written by hand: to put it together with the ORM
takes longer than it runs.

Each term is one step, the rarest first, and each step has fewer documents than that before. What is
typed is bound, never written into the text, which is made of names of ours alone.
"""

# ruff: noqa: S608

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from centres.models import SearchDocument, SearchPosting

# A term is looked for in each document that holds the rarest one when there are no more than these,
# or one for so many that hold the term: to look into one takes as long as to read twenty by a word.
LOOKED_UP = 50
LOOKED_UP_OF = 20
FEW_WORDS = 20  # are compared one by one
OUTSIDE_NAME = 1  # matches in a name come first
MISSED_OPTIONAL = 6  # further than any plain match

Row = tuple[int, int | None, int]  # document, centre, distance
Part = tuple[str, list[Any]]  # of a statement, with its parameters in order

OF_KIND = {  # of a document, d
    "": "TRUE",
    "centre": "d.centre_id IS NOT NULL",
    "provider": "d.centre_id IS NULL",
}
TYPES = {"word_id": "text", "field": "smallint"}
AFTER_ALL = b"\xff"  # no text begins with this byte


class Wanted(Protocol):
    """What a step asks of a term."""

    @property
    def likes(self) -> Mapping[str, int]: ...
    @property
    def fields(self) -> frozenset[SearchPosting.Field] | None: ...
    @property
    def frequency(self) -> int: ...
    @property
    def required(self) -> bool: ...


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
    steps = [_holding(first, vendor)]
    for number, term in enumerate(others):
        further = _met if _is_read_whole(term, first) else _looked_up
        steps.append(further(term, f"step{number}", vendor))
    texts = [f"step{number} AS MATERIALIZED ({text})" for number, (text, _) in enumerate(steps)]
    text = f"""WITH {", ".join(texts)},
        found AS MATERIALIZED (SELECT * FROM step{len(others)} WHERE far IS NOT NULL)
        SELECT document_id, centre_id, far FROM {_named(kind, vendor)}
        ORDER BY far, sort_key, document_id LIMIT {most:d}"""
    return text, [value for _, values in steps for value in values]


def _named(kind: str, vendor: str) -> str:
    """What was found, with the documents of a kind, by looking up each. PostgreSQL knows no loop
    for a full join, which it would choose as well where it means to find one and finds many."""
    documents = _table(SearchDocument)
    if vendor != "postgresql":
        return f"found CROSS JOIN {documents} d ON d.id = document_id AND {OF_KIND[kind]}"
    return f"""found FULL JOIN (SELECT id, centre_id, sort_key FROM {documents} d
        WHERE id = ANY(ARRAY(SELECT document_id FROM found)) AND {OF_KIND[kind]}) d
        ON d.id = document_id WHERE (d.id IS NOT NULL) IS TRUE"""


def _by_name(
    terms: Sequence[Wanted], kind: str, distance: int, passed: int | None, most: int, vendor: str
) -> Part:
    documents = _table(SearchDocument)
    conditions, values = [OF_KIND[kind]], []
    if passed is not None:
        last = f"""SELECT sort_key FROM {documents} d WHERE {OF_KIND[kind]}
            ORDER BY sort_key LIMIT 1 OFFSET %s"""
        conditions.append(f"sort_key <= COALESCE(({last}), %s)")
        values += [passed, AFTER_ALL]
    for term in terms:
        # Each is looked up by itself; for EXISTS, PostgreSQL may read whole tables.
        held, words = _held(term, vendor, in_one_document=True)
        one = f"SELECT 1 FROM {_table(SearchPosting)} WHERE document_id = d.id AND {held} LIMIT 1"
        conditions.append(f"({one}) IS NOT NULL")
        values += words
    text = f"""SELECT id, centre_id, {distance:d} FROM {documents} d
        WHERE {" AND ".join(conditions)} ORDER BY sort_key, id LIMIT {most:d}"""
    return text, values


def _any(terms: Sequence[Wanted], kind: str, vendor: str) -> Part:
    first, *others = terms
    held, values = _held(first, vendor)
    postings = _table(SearchPosting)
    found = _with_documents(postings, vendor) if kind else postings
    text = f"SELECT 1 FROM {found} WHERE {held} AND {OF_KIND[kind]}"
    for term in others:
        if term.required:
            also, more = _held(term, vendor)
            text += f""" AND EXISTS (SELECT 1 FROM {postings} p
                WHERE p.document_id = {postings}.document_id AND {also})"""
            values += more
    return f"{text} LIMIT 1", values


def _with_documents(found: str, vendor: str) -> str:
    """Rows joined with their documents, d, by looking up one for each: PostgreSQL may else read all
    of them."""
    documents = _table(SearchDocument)
    if vendor == "postgresql":
        return f"""{found} CROSS JOIN LATERAL (SELECT sort_key, centre_id FROM {documents}
            WHERE id = {found}.document_id OFFSET 0) d"""
    return f"{found} CROSS JOIN {documents} d ON d.id = {found}.document_id"


def _is_read_whole(term: Wanted, rarest: Wanted) -> bool:
    """Whether it takes less to read all that hold a term, and see which of the rarest are among
    them, than to look for it in each of these."""
    most = max(LOOKED_UP, term.frequency // LOOKED_UP_OF)
    return term.required and rarest.frequency > most


def _holding(term: Wanted, vendor: str, *, among: str = "TRUE") -> Part:
    """The documents that hold a term, with how far each is from it."""
    far, distances = _far(term, vendor)
    held, words = _held(term, vendor)
    text = f"""SELECT document_id, MIN({far}) AS far FROM {_table(SearchPosting)}
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
    far, distances = _far(term, vendor)
    held, words = _held(term, vendor, in_one_document=True)
    one = f"""(SELECT MIN({far}) FROM {_table(SearchPosting)} p
        WHERE p.document_id = b.document_id AND {held})"""
    more = one if term.required else f"COALESCE({one}, {MISSED_OPTIONAL})"
    text = f"SELECT b.document_id, b.far + {more} AS far FROM {before} b WHERE b.far IS NOT NULL"
    return text, [*distances, *words]


def _held(term: Wanted, vendor: str, *, in_one_document: bool = False) -> Part:
    words = list(term.likes)
    among = _among_these(words, vendor) if in_one_document else _among("word_id", words, vendor)
    text, values = among
    if term.fields is not None:
        of_fields, fields = _among("field", sorted(map(int, term.fields)), vendor)
        text, values = f"{text} AND {of_fields}", [*values, *fields]
    return text, values


def _far(term: Wanted, vendor: str) -> Part:
    """How far a posting that holds a term is from it. The commonest distance is asked for no
    word."""
    alike = defaultdict(list)
    for word, distance in term.likes.items():
        alike[distance].append(word)
    commonest = max(alike, key=lambda distance: len(alike[distance]))
    cases, values = "", []
    for distance, words in alike.items():
        if distance != commonest:
            among, bound = _among_these(words, vendor)
            cases += f" WHEN {among} THEN {distance:d}"
            values += bound
    of_word = f"CASE{cases} ELSE {commonest:d} END" if cases else f"{commonest:d}"
    name = int(SearchPosting.Field.NAME)
    return f"{of_word} + CASE WHEN field = {name} THEN 0 ELSE {OUTSIDE_NAME} END", values


def _among_these(words: Collection[str], vendor: str) -> Part:
    """For postings that are read anyway: in a plan that is kept, PostgreSQL goes through an array
    from its start for each."""
    if len(words) > FEW_WORDS and vendor == "postgresql":
        return "%s::jsonb ? word_id", [json.dumps(dict.fromkeys(words))]
    return _among("word_id", words, vendor)


def _among(column: str, values: Collection[str | int], vendor: str) -> Part:
    """However many they are, they are one parameter. Of a single word, databases see that an index
    holds it beside the document. PostgreSQL is not shown how many or how frequent they are: it
    would plan each search anew, which takes as long as the search."""
    if vendor != "postgresql":
        if len(values) == 1:
            return f"{column} = %s", list(values)
        return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))]
    kind = TYPES[column]
    if len(values) == 1:
        return f"{column} = (SELECT %s::{kind})", list(values)
    return f"{column} = ANY(ARRAY(SELECT unnest(%s::{kind}[])))", [list(values)]


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'  # as the ORM writes it, by which plans are read
