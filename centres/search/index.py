"""Keeps the search index in step with what it was made from.

Signals call `reindex` in the transaction of each save. What goes past signals (an import, a
queryset's `update`) calls it with the ids that it touched.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from django.db import connection, transaction
from django.db.models import F, Sum

from accounts.models import Provider
from centres.models import (
    Affiliation,
    Centre,
    SearchDocument,
    SearchPosting,
    SearchState,
    SearchWord,
)
from centres.search.fields import Field, Offers, centre_texts, postings, provider_texts
from centres.search.text import checksum, sort_key

BATCH = 1000  # documents at a time; also below what SQLite takes as parameters of a query
STATE = 1  # the pk of the only row
INDEX_LOCK = 7_365_617  # of PostgreSQL's advisory locks: the only one that is a single number

# A provider has a dozen postings: an object for each would make an import take twice as long.
POSTING = "centres_searchposting (word_id, document_id, field, sort_key)"
COPY_POSTINGS = f"COPY {POSTING} FROM STDIN"
INSERT_POSTING = f"INSERT INTO {POSTING} VALUES (%s, %s, %s, %s)"  # noqa: S608

K = TypeVar("K", int, str)
Subject = Literal["centre", "provider"]


@dataclass(frozen=True)
class Entry:
    """What the index holds of one centre or provider."""

    sort_key: bytes
    offers: Offers
    postings: set[tuple[str, int]] = field(default_factory=set)


def reindex(*, centres: Iterable[int] = (), providers: Iterable[int] = ()) -> None:
    """Write the documents of these centres and providers (by pk) anew where they have changed.

    A provider who is not listed or works nowhere loses theirs. A change that concerns both sides
    names both: the words of a centre's name stand in the documents of its providers, too.

    Nobody else indexes before the transaction ends: of two changes at one time, the later one
    then sees both, also in the pks that are queries.
    """
    with transaction.atomic():
        _wait_for_others()
        for pks in _batches(sorted(set(providers))):
            _store("provider", pks, _provider_entries(pks))
        for pks in _batches(sorted(set(centres))):
            _store("centre", pks, _centre_entries(pks))


def rebuild() -> tuple[int, int]:
    """Write every document that is not as it should be, drop the words that none holds any
    more, and return how many documents and words there are."""
    with transaction.atomic():
        reindex(
            centres=Centre.objects.values_list("pk", flat=True),
            providers=Provider.objects.values_list("pk", flat=True),
        )
        SearchWord.objects.filter(postings=None).delete()
        SearchState.objects.update(checksums=_checksums())
        return SearchDocument.objects.count(), SearchWord.objects.count()


def faults() -> Iterator[str]:
    """A line for each centre and provider whose document is not what `reindex` would write, and
    one when processes are told of other words than there are."""
    told = SearchState.objects.aggregate(checksums=Sum("checksums", default=0))
    if told["checksums"] != _checksums():
        yield "The state of the search index is of other words."
    subjects: list[tuple[Subject, Iterable[int], Callable[[Sequence[int]], dict[int, Entry]]]] = [
        ("centre", Centre.objects.values_list("pk", flat=True).iterator(), _centre_entries),
        ("provider", Provider.objects.values_list("pk", flat=True).iterator(), _provider_entries),
    ]
    for subject, all_pks, entries in subjects:
        for pks in _batches(all_pks):
            wanted, held = entries(pks), _held(subject, pks)
            for pk in pks:
                if wanted.get(pk) != held.get(pk):
                    yield f"The search index of {subject} {pk} is out of step."


def _checksums() -> int:
    found = SearchWord.objects.aggregate(checksums=Sum("checksum", default=0))
    return int(found["checksums"])


def _wait_for_others() -> None:
    """One lock for the whole index. Locks on the rows that are indexed would be taken crosswise:
    whoever saves a row holds it before they come here. SQLite has one writer at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INDEX_LOCK])


def _provider_entries(pks: Sequence[int]) -> dict[int, Entry]:
    centres = defaultdict(list)
    for affiliation in Affiliation.objects.filter(provider__in=pks).select_related("centre"):
        centres[affiliation.provider_id].append(affiliation.centre)
    return {
        provider.pk: Entry(
            sort_key=sort_key(provider.user.name),
            offers=[],
            postings=postings(
                provider_texts(
                    name=provider.user.name,
                    profession=provider.profession.name,
                    expertise=provider.expertise.name if provider.expertise else "",
                    centres=centres[provider.pk],
                )
            ),
        )
        for provider in Provider.objects.listed().with_names().filter(pk__in=list(centres))
    }


def _centre_entries(pks: Sequence[int]) -> dict[int, Entry]:
    offers: dict[int, Offers] = {pk: [] for pk in pks}
    services = Affiliation.objects.listed().filter(centre__in=pks)
    for centre, profession, expertise in (
        services.values_list("centre", "provider__profession__name", "provider__expertise__name")
        .distinct()
        .order_by()
    ):
        offers[centre].append([profession, expertise or ""])
    return {
        centre.pk: Entry(
            sort_key=sort_key(centre.name),
            offers=sorted(offers[centre.pk]),
            postings=postings(
                centre_texts(
                    name=centre.name,
                    kind=centre.get_kind_display(),
                    town=centre.town,
                    offers=offers[centre.pk],
                )
            ),
        )
        for centre in Centre.objects.filter(pk__in=pks)
    }


def _documents(subject: Subject, pks: Sequence[int]) -> dict[int, SearchDocument]:
    documents = SearchDocument.objects.filter(**{f"{subject}__in": pks})
    return {getattr(document, f"{subject}_id"): document for document in documents}


def _held(subject: Subject, pks: Sequence[int]) -> dict[int, Entry]:
    documents = _documents(subject, pks)
    held: dict[int, set[tuple[str, int]]] = defaultdict(set)
    rows = SearchPosting.objects.filter(
        document__in=[document.pk for document in documents.values()],
        sort_key=F("document__sort_key"),
    )
    for document, word, in_field in rows.values_list("document", "word", "field"):
        held[document].add((word, in_field))
    return {
        pk: Entry(bytes(document.sort_key), document.offers, held[document.pk])
        for pk, document in documents.items()
    }


def _store(subject: Subject, pks: Sequence[int], wanted: dict[int, Entry]) -> None:
    held = _held(subject, pks)
    gone = held.keys() - wanted.keys()
    if gone:
        SearchDocument.objects.filter(**{f"{subject}__in": gone}).delete()
    changed = {pk: entry for pk, entry in wanted.items() if held.get(pk) != entry}
    if not changed:
        return
    SearchDocument.objects.bulk_create(
        (
            SearchDocument(**{f"{subject}_id": pk}, sort_key=entry.sort_key, offers=entry.offers)
            for pk, entry in changed.items()
        ),
        update_conflicts=True,
        unique_fields=[subject],
        update_fields=["sort_key", "offers"],
    )
    documents = _documents(subject, list(changed))
    _replace_postings({document.pk: changed[pk] for pk, document in documents.items()})


def _replace_postings(wanted: dict[int, Entry]) -> None:
    """Give each document (by pk) exactly these words."""
    words = {posting for entry in wanted.values() for posting in entry.postings}
    _tell_of_names({word for word, in_field in words if in_field == Field.NAME})
    SearchPosting.objects.filter(document__in=list(wanted)).delete()
    _add_words({word for word, _ in words})
    _insert_postings(
        (word, document, in_field, entry.sort_key)
        for document, entry in wanted.items()
        for word, in_field in entry.postings
    )


def _insert_postings(rows: Iterable[tuple[str, int, int, bytes]]) -> None:
    """COPY takes PostgreSQL half of what an INSERT for each takes it."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(INSERT_POSTING, list(rows))
            return
        with cursor.copy(COPY_POSTINGS) as copy:
            for row in rows:
                copy.write_row(row)


def _add_words(words: set[str]) -> None:
    """Store those of the words that are new, and tell it to all processes."""
    known: set[str] = set()
    for part in _batches(words):
        known.update(SearchWord.objects.filter(pk__in=part).values_list("pk", flat=True))
    new = sorted(words - known)
    if not new:
        return
    state, _ = SearchState.objects.get_or_create(
        pk=STATE, defaults={"last_number": 0, "checksums": 0}
    )
    SearchWord.objects.bulk_create(
        SearchWord(word=word, checksum=checksum(word), number=number)
        for number, word in enumerate(new, state.last_number + 1)
    )
    state.last_number += len(new)
    state.checksums += sum(map(checksum, new))
    state.save()


def _tell_of_names(words: set[str]) -> None:
    """Give those of the words that are known and in no name so far a number as if they were new:
    all processes keep which words are in names, and read them again."""
    for part in _batches(words):
        in_names = SearchPosting.objects.filter(word__in=part, field=Field.NAME).values("word")
        known = SearchWord.objects.filter(pk__in=part).exclude(pk__in=in_names)
        if first := list(known.values_list("pk", flat=True)):
            SearchState.objects.filter(pk=STATE).update(last_number=F("last_number") + 1)
            number = SearchState.objects.values("last_number").filter(pk=STATE)
            SearchWord.objects.filter(pk__in=first).update(number=number)


def _batches(pks: Iterable[K]) -> Iterator[list[K]]:
    batch: list[K] = []
    for pk in pks:
        batch.append(pk)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
