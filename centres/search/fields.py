"""What may be found of a centre and of a provider: the texts of each field of their documents."""

from collections.abc import Iterable
from typing import Protocol

from centres.models import SearchPosting
from centres.search.text import words

Field = SearchPosting.Field
Texts = dict[int, list[str]]
Offers = list[list[str]]


class HasTown(Protocol):
    """A centre, or what is known of it."""

    @property
    def name(self) -> str: ...
    @property
    def town(self) -> str: ...


def centre_texts(*, name: str, kind: str, town: str, offers: Offers) -> Texts:
    """The texts of a centre, field by field; `offers` as a search document holds it."""
    return {
        Field.NAME: [name],
        Field.KIND: [kind],
        Field.SUBURB: [town],
        Field.SERVICE: [profession for profession, _ in offers],
        Field.EXPERTISE: [expertise for _, expertise in offers],
    }


def provider_texts(
    *, name: str, profession: str, expertise: str, centres: Iterable[HasTown]
) -> Texts:
    """The texts of a provider who works at `centres`, field by field; `expertise` may be empty."""
    centres = list(centres)
    return {
        Field.NAME: [name],
        Field.SERVICE: [profession],
        Field.EXPERTISE: [expertise] if expertise else [],
        Field.SUBURB: [centre.town for centre in centres],
        Field.CENTRE: [centre.name for centre in centres],
    }


def services_in(offers: Offers) -> list[str]:
    """What a centre offers: expertises where providers have them, else professions."""
    return sorted({expertise or profession for profession, expertise in offers})


def postings(texts: Texts) -> set[tuple[str, int]]:
    """Each word of the texts with the field that holds it."""
    return {
        (word, int(field))
        for field, phrases in texts.items()
        for phrase in phrases
        for word in words(phrase)
    }
