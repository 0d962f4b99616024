"""The documents of a page of results."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count

from accounts.folding import fold
from accounts.models import Expertise, Profession

if TYPE_CHECKING:
    from centres.models import SearchDocument, SearchWord


class SearchDocumentQuerySet(models.QuerySet["SearchDocument"]):
    def services(self) -> list[str]:
        """What the providers among these offer: their expertises, and the professions that do not
        need one. One query, which looks for one provider of each."""
        used: dict[str, Any] = {
            name: models.Exists(self.filter(**{f"provider__{name}": models.OuterRef("pk")}))
            for name in ("profession", "expertise")
        }
        professions = Profession.objects.filter(used["profession"], by_referral_only=False)
        expertises = Expertise.objects.filter(used["expertise"])
        names = professions.order_by().values_list("name")
        names = names.union(expertises.order_by().values_list("name"))
        return sorted((name for (name,) in names), key=fold)


class SearchWordQuerySet(models.QuerySet["SearchWord"]):
    def since(self, number: int) -> Self:
        """Those that came after the word of this number."""
        return self.filter(number__gt=number)

    def counted(self, *, in_field: int) -> models.QuerySet["SearchWord", tuple[str, int, int]]:
        """Each word, how many postings it has, and how many of these are of a field."""
        postings = Count("postings__document")
        of_field = Count("postings__document", filter=models.Q(postings__field=in_field))
        return self.annotate(count=postings, of_field=of_field).values_list(
            "word", "count", "of_field"
        )
