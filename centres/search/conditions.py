"""What a statement asks of the documents that hold a term, as parts of its text. What is typed is
bound, never written into it."""

# ruff: noqa: S608

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from django.db.models import Model

from centres.models import SearchPosting

FEW_WORDS = 20  # are compared one by one
OUTSIDE_NAME = 1  # matches in a name come first

NAME = SearchPosting.Field.NAME
NAMES = frozenset({NAME})  # names alone
TYPES = {"word_id": "text", "field": "smallint"}

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
    """Whether a posting holds a term. Names have an index of their own, which is read where they
    are asked for in the text itself."""
    words = list(term.likes)
    among = _among_these(words, vendor) if in_one_document else _among("word_id", words, vendor)
    text, values = among
    if term.fields == NAMES:
        return f"{text} AND field = {NAME:d}", values
    if term.fields is not None:
        of_fields, fields = _among("field", sorted(map(int, term.fields)), vendor)
        text, values = f"{text} AND {of_fields}", [*values, *fields]
    return text, values


def is_in(term: Wanted, document: str, vendor: str) -> Part:
    """Whether a document holds a term, looked up by itself: for EXISTS, PostgreSQL may read whole
    tables."""
    held, words = is_held(term, vendor, in_one_document=True)
    text = f"SELECT 1 FROM {table(SearchPosting)} p WHERE p.document_id = {document} AND {held}"
    return f"({text} LIMIT 1) IS NOT NULL", words


def how_far(term: Wanted, vendor: str) -> Part:
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
    return f"{of_word} + {_outside_name(term)}", values


def _outside_name(term: Wanted) -> str:
    """How far a posting is from a name. A field that is not asked for need not be in an index."""
    if term.fields == NAMES:
        return "0"
    if term.fields and NAME not in term.fields:
        return f"{OUTSIDE_NAME}"
    return f"CASE WHEN field = {NAME:d} THEN 0 ELSE {OUTSIDE_NAME} END"


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


def table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'  # as the ORM writes it, by which plans are read
