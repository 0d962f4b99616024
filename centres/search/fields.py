"""What may be found of a centre and of a provider: the texts of each field of their documents."""

from collections.abc import Iterable

from accounts.models import Provider
from centres.models import Centre, SearchPosting
from centres.search import text

Field = SearchPosting.Field
Texts = dict[int, list[str]]
Offers = list[list[str]]

# Fields whose words are found by their kin, too: “cardiologist” for “Cardiology”.
_WITH_KIN = {Field.SERVICE, Field.EXPERTISE}


def centre_texts(centre: Centre, offers: Offers) -> Texts:
    """The texts of a centre, field by field; `offers` as a search document holds it."""
    return {
        Field.NAME: [centre.name],
        Field.KIND: [centre.get_kind_display()],
        Field.SUBURB: [f"{centre.suburb} {centre.state} {centre.postcode}"],
        Field.SERVICE: [name for offer in offers for name in offer if name],
        Field.EXPERTISE: [expertise for _, expertise in offers if expertise],
    }


def provider_texts(provider: Provider, centres: Iterable[Centre]) -> Texts:
    """The texts of a provider who works at `centres`, field by field."""
    centres = list(centres)
    expertise = [provider.expertise.name] if provider.expertise else []
    return {
        Field.NAME: [provider.user.name],
        Field.SERVICE: [provider.profession.name, *expertise],
        Field.EXPERTISE: expertise,
        Field.SUBURB: [f"{centre.suburb} {centre.state} {centre.postcode}" for centre in centres],
        Field.CENTRE: [centre.name for centre in centres],
    }


def findable_words(field: int, phrase: str) -> set[str]:
    """The folded words by which `phrase` is found in `field`."""
    found = set(text.words(phrase))
    if field in _WITH_KIN:
        found.update(other for word in list(found) for other in text.kin(word))
    return found


def postings(texts: Texts) -> set[tuple[str, int]]:
    """Each word of the texts with the field that holds it."""
    return {
        (word, int(field))
        for field, phrases in texts.items()
        for phrase in phrases
        for word in findable_words(field, phrase)
    }
