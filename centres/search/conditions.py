"""What a statement asks of the documents that hold a term, as parts of its text. What is typed is
bound, never written into it."""

# ruff: noqa: S608

import json
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from django.db.models import Model

from centres.models import SearchDocument, SearchPosting

FEW_WORDS = 20  # are compared one by one
OUTSIDE_NAME = 1  # matches in a name come first

NAME = SearchPosting.Field.NAME
NAMES = frozenset({NAME})  # names alone
TYPES = {"word_id": "text", "field": "smallint"}
WORDS = {  # of a term, each with how far it is from what was typed
    "postgresql": "unnest((SELECT %s::text[]), (SELECT %s::integer[])) likes(word, far)",
    "sqlite": "(SELECT key AS word, value AS far FROM json_each(%s)) likes",
}


def table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'  # as the ORM writes it, by which plans are read


POSTINGS, DOCUMENTS = table(SearchPosting), table(SearchDocument)

Part = tuple[str, list[Any]]  # of a statement, with its parameters in order


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


def is_held(term: Wanted, vendor: str, *, in_one_document: bool = False) -> Part:
    """Whether a posting holds a term."""
    words = list(term.likes)
    among = _among_these(words, vendor) if in_one_document else _among("word_id", words, vendor)
    text, values = among
    fields, of_fields = is_in_fields(term, vendor)
    return f"{text} AND {fields}", [*values, *of_fields]


def is_in(term: Wanted, document: str, vendor: str) -> Part:
    """Whether a document holds a term, looked up by itself: for EXISTS, PostgreSQL may read whole
    tables."""
    held, words = is_held(term, vendor, in_one_document=True)
    text = f"SELECT 1 FROM {POSTINGS} own WHERE own.document_id = {document} AND {held}"
    return f"({text} LIMIT 1) IS NOT NULL", words


def is_in_fields(term: Wanted, vendor: str) -> Part:
    """Whether a posting is of a field in which a term is looked for. Names have an index of their
    own, which is read where they are asked for in the text itself."""
    if term.fields is None:
        return "TRUE", []
    if term.fields == NAMES:
        return f"field = {NAME:d}", []
    return _among("field", sorted(map(int, term.fields)), vendor)


def outside_name(term: Wanted) -> str:
    """How far a posting is from a name. A field that is not asked for need not be in an index."""
    if term.fields == NAMES:
        return "0"
    if term.fields and NAME not in term.fields:
        return f"{OUTSIDE_NAME}"
    return f"CASE WHEN field = {NAME:d} THEN 0 ELSE {OUTSIDE_NAME} END"


def holding(term: Wanted, vendor: str, *, also: str = "TRUE") -> Part:
    """What to read from: the postings p that hold a term, each beside its `word` and how `far` that
    is. Word by word, since PostgreSQL may else read the whole table."""
    fields, values = is_in_fields(term, vendor)
    held = f"word_id = word AND {fields} AND {also}"
    if vendor == "postgresql":
        text = f"""LATERAL (SELECT document_id, sort_key, field FROM {POSTINGS}
            WHERE {held} OFFSET 0) p"""
    else:
        text = f"{POSTINGS} p ON {held}"
    return f"{WORDS[vendor]} CROSS JOIN {text}", [*bound(term.likes, vendor), *values]


def in_a_document(term: Wanted, document: str, vendor: str) -> Part:
    """The same of one document. To look for one word in it takes less than to read all of its
    postings, and to look for several takes more."""
    if len(term.likes) == 1:
        return holding(term, vendor, also=f"document_id = {document}")
    fields, values = is_in_fields(term, vendor)
    text = f"""{POSTINGS} p JOIN {WORDS[vendor]} ON word = word_id
        WHERE p.document_id = {document} AND {fields}"""
    return text, [*bound(term.likes, vendor), *values]


def bound(likes: Mapping[str, int], vendor: str) -> list[Any]:
    """What to bind for `WORDS`. However many they are, the text of a statement is the same: another
    would be planned anew, which takes as long as to answer it."""
    if vendor == "postgresql":
        return [_array(likes), _array(likes.values())]
    return [json.dumps(dict(likes))]


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
    return f"{column} = ANY(ARRAY(SELECT unnest(%s::{kind}[])))", [_array(values)]


def _array(values: Collection[str | int]) -> str:
    """For PostgreSQL, to which the driver takes ten times as long to write a list. There are but
    letters and digits in words, and spaces."""
    return '{"' + '","'.join(map(str, values)) + '"}' if values else "{}"
