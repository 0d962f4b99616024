"""The documents of a page of results."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count
from django.db.models.lookups import IsNull

from accounts.models import Expertise, Profession

if TYPE_CHECKING:
    from centres.models import SearchDocument, SearchWord


class SearchDocumentQuerySet(models.QuerySet["SearchDocument"]):
    def services(self) -> models.QuerySet[Profession, tuple[str]]:
        """The names of what the providers among these offer: their expertises, and the professions
        that do not need one. It looks for one provider of each."""
        professions = Profession.objects.filter(self._provides("profession"))
        professions = professions.filter(by_referral_only=False)
        expertises = Expertise.objects.filter(self._provides("expertise"))
        names = professions.order_by().values_list("name")
        return names.union(expertises.order_by().values_list("name"))

    def _provides(self, name: str) -> IsNull:
        """Whether a provider among these has the outer row as their `name`. It looks for one; for
        `Exists`, PostgreSQL reads all."""
        found = self.filter(**{f"provider__{name}": models.OuterRef("pk")})
        return IsNull(models.Subquery(found.values("pk")[:1]), False)


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
