"""A rare word stands in each clinical field; it comes out only before those whom the access matrix
names, and never without a line in the patient's log."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from medisoft.tests.cast import (
    ACTORS,
    DIRECTIONS,
    DOSE,
    ENTRY,
    LETTERS,
    MEDICATION,
    REASON,
    SPECIALISTS_ENTRY,
    SPECIALISTS_REASON,
    Cast,
    assemble,
    undone,
)
from medisoft.tests.every_url import every_url
from medisoft.tests.test_access_matrix import MATRIX
from records.models import AccessEvent

pytestmark = pytest.mark.django_db

GP, SPECIALIST, ADDRESSEE = "provider, booked", "specialist, booked", "specialist, referral only"
REASONS = {REASON: {"patient", GP}, SPECIALISTS_REASON: {"patient", SPECIALIST}}
HISTORY = {ENTRY, SPECIALISTS_ENTRY, MEDICATION, DOSE, DIRECTIONS}
WRITTEN = {words: {"patient", GP, actor} for actor, words in LETTERS.items()}
WORDS = {*REASONS, *HISTORY, *WRITTEN}
# The pages of the three kinds of clinical text.
PAGES = {
    "reason": "appointments:detail records:consultation records:patient records:export",
    "history": "records:history records:print records:export records:consultation records:patient",
    "letter": "referrals:detail referrals:print records:export",
}
QUERIES = [
    ("home", "?view=week"),
    ("appointments:list", "?when=past"),
    ("records:export", "?format=fhir"),
    ("records:access_log", "?who=me"),
    ("referrals:list", "?box=sent"),
]


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


def words_in(*texts: object) -> set[str]:
    """The clinical words that stand in these texts."""
    whole = " ".join(map(str, texts)).casefold()
    return {word for word in WORDS if word.casefold() in whole}


def kind_of(word: str) -> str:
    return "reason" if word in REASONS else "history" if word in HISTORY else "letter"


def readable_by(actor: str) -> set[str]:
    """A party's own reasons and letters, and the whole history where the matrix opens it."""
    own = {word for word, parties in (REASONS | WRITTEN).items() if actor in parties}
    return own | (HISTORY if MATRIX[actor, "history read"] == "allow" else set())


def every_path(cast: Cast, actor: str) -> Iterator[tuple[str, str]]:
    """Name and path of every page, about each of the appointments and of the letters; for who opens
    the admin also about each row that it keeps."""
    samples: dict[UUID, dict[str, Any]] = {
        cast.appointment_for("").pk: cast.appointments,
        cast.letter_for("").pk: cast.letters,
    }
    for name, path in every_url(cast):
        yield name, path
        for pk, others in samples.items():
            for other in others.values() if str(pk) in path else ():
                yield name, path.replace(str(pk), str(other.pk))
    for name, query in QUERIES:
        yield name, reverse(name) + query
    user = cast.users[actor]
    for model in admin.site._registry if user and user.has_admin_pages else ():
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for row, page in product(model._default_manager.all(), ["change", "history", "delete"]):
            yield f"{place}_{page}", reverse(f"{place}_{page}", args=[row.pk])


def ask(cast: Cast, actor: str, method: str, path: str) -> tuple[int, set[str]]:
    """The status of the answer, and the clinical words in it."""
    client = cast.client(actor, raise_request_exception=False)
    response: Any = client.generic(method, path)
    return response.status_code, words_in(str(b"".join(response), "utf-8"), response.headers)


@pytest.mark.parametrize("actor", ACTORS)
def test_clinical_text_is_read_by_whom_the_matrix_names_and_each_reading_is_logged(
    cast: Cast, actor: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    found, unlogged = defaultdict(set), []
    before = AccessEvent.objects.count()

    for (name, path), method in product(every_path(cast, actor), ["GET", "POST"]):
        with undone():
            _, words = ask(cast, actor, method, path)
            if words - REASONS.keys() and AccessEvent.objects.count() == before:
                unlogged.append((method, path))
        for word in words:
            found[word].add(name)

    assert found.keys() == readable_by(actor)
    assert {word: n for word, n in found.items() if n - {*PAGES[kind_of(word)].split()}} == {}
    assert unlogged == []
    assert words_in(caplog.text, *(vars(record) for record in caplog.records)) == set()


@pytest.mark.parametrize("actor", ["patient", GP, SPECIALIST, ADDRESSEE])
def test_nothing_is_read_that_cannot_be_logged(cast: Cast, actor: str) -> None:
    def refuse(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith(f'INSERT INTO "{AccessEvent._meta.db_table}"'):
            raise RuntimeError
        return execute(sql, *arguments)

    read, broken = [], 0
    with connection.execute_wrapper(refuse):
        for _, path in every_path(cast, actor):
            with undone():
                status, words = ask(cast, actor, "GET", path)
            broken += status == 500
            if words - REASONS.keys():
                read.append(path)

    assert read == []
    assert broken
