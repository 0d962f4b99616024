"""What may be found of a centre and of a provider: the texts of each field of their documents."""

from collections.abc import Iterable

from accounts.models import Provider
from centres.models import Centre, SearchPosting
from centres.search.text import words

Field = SearchPosting.Field
Texts = dict[int, list[str]]
Offers = list[list[str]]


def centre_texts(centre: Centre, offers: Offers) -> Texts:
    """The texts of a centre, field by field; `offers` as a search document holds it."""
    return {
        Field.NAME: [centre.name],
        Field.KIND: [centre.get_kind_display()],
        Field.SUBURB: [_town(centre)],
        Field.SERVICE: [profession for profession, _ in offers],
        Field.EXPERTISE: [expertise for _, expertise in offers],
    }


def provider_texts(provider: Provider, centres: Iterable[Centre]) -> Texts:
    """The texts of a provider who works at `centres`, field by field."""
    centres = list(centres)
    return {
        Field.NAME: [provider.user.name],
        Field.SERVICE: [provider.profession.name],
        Field.EXPERTISE: [provider.expertise.name] if provider.expertise else [],
        Field.SUBURB: [_town(centre) for centre in centres],
        Field.CENTRE: [centre.name for centre in centres],
    }


def _town(centre: Centre) -> str:
    return " ".join(part for part in (centre.suburb, centre.state, centre.postcode) if part)


def postings(texts: Texts) -> set[tuple[str, int]]:
    """Each word of the texts with the field that holds it."""
    return {
        (word, int(field))
        for field, phrases in texts.items()
        for phrase in phrases
        for word in words(phrase)
    }
