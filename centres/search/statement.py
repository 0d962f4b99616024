"""The statement that reads the best matches, written by hand: to put it together with the ORM
takes longer than it runs.

Each term is one step, the rarest first, and each step has fewer documents than that before. What is
typed is bound, never written into the text, which is made of names of ours alone.
"""

# ruff: noqa: S608

from collections.abc import Sequence

from django.db import connections
from django.db.backends.utils import CursorWrapper

from centres.models import SearchDocument
from centres.search.conditions import DOCUMENTS, POSTINGS, Part, Wanted, is_held, is_in
from centres.search.steps import OF_KIND, nearest

Row = tuple[int, int | None, int]  # document, centre, distance

AFTER_ALL = b"\xff"  # no text begins with this byte


def best(terms: Sequence[Wanted], kind: str, *, most: int) -> list[Row]:
    """The `most` nearest documents that have all required terms, then by name. One query.

    `terms` are in the order in which they are looked for; the first is required.
    """
    with _cursor() as cursor:
        cursor.execute(*nearest(terms, kind, most, cursor.db.vendor))
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


def _by_name(
    terms: Sequence[Wanted], kind: str, distance: int, passed: int | None, most: int, vendor: str
) -> Part:
    conditions, values = [OF_KIND[kind]], []
    if passed is not None:
        last = f"""SELECT sort_key FROM {DOCUMENTS} d WHERE {OF_KIND[kind]}
            ORDER BY sort_key LIMIT 1 OFFSET %s"""
        conditions.append(f"sort_key <= COALESCE(({last}), %s)")
        values += [passed, AFTER_ALL]
    for term in terms:
        one, words = is_in(term, "d.id", vendor)
        conditions.append(one)
        values += words
    text = f"""SELECT id, centre_id, {distance:d} FROM {DOCUMENTS} d
        WHERE {" AND ".join(conditions)} ORDER BY sort_key, id LIMIT {most:d}"""
    return text, values


def _any(terms: Sequence[Wanted], kind: str, vendor: str) -> Part:
    first, *others = terms
    held, values = is_held(first, vendor)
    found = _with_documents(POSTINGS, vendor) if kind else POSTINGS
    text = f"SELECT 1 FROM {found} WHERE {held} AND {OF_KIND[kind]}"
    for term in others:
        if term.required:
            also, more = is_held(term, vendor)
            text += f""" AND EXISTS (SELECT 1 FROM {POSTINGS} p
                WHERE p.document_id = {POSTINGS}.document_id AND {also})"""
            values += more
    return f"{text} LIMIT 1", values


def _with_documents(found: str, vendor: str) -> str:
    """Rows joined with their documents, d, by looking up one for each: PostgreSQL may else read all
    of them."""
    if vendor == "postgresql":
        return f"""{found} CROSS JOIN LATERAL (SELECT sort_key, centre_id FROM {DOCUMENTS}
            WHERE id = {found}.document_id OFFSET 0) d"""
    return f"{found} CROSS JOIN {DOCUMENTS} d ON d.id = {found}.document_id"
