"""The documents of a page of results."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Avg, Count
from django.db.models.functions import Coalesce

from accounts.folding import fold

if TYPE_CHECKING:
    from centres.models import SearchDocument, SearchWord


class SearchDocumentQuerySet(models.QuerySet["SearchDocument"]):
    def with_subjects(self) -> Self:
        """Joined with the centre or the provider that a document is of."""
        return self.select_related(
            "centre", "provider__user", "provider__profession", "provider__expertise"
        )

    def with_ratings(self) -> Self:
        """With `average_stars` (None while unrated) and `rating_count` of its subject."""
        return self.annotate(
            average_stars=Coalesce(Avg("centre__ratings__stars"), Avg("provider__ratings__stars")),
            rating_count=Count("centre__ratings") + Count("provider__ratings"),
        )

    def services(self) -> list[str]:
        """What the providers among these offer, as `Provider.service` names it. One query."""
        service = Coalesce("provider__expertise__name", "provider__profession__name")
        offered = self.exclude(provider=None).values_list(service, flat=True).distinct()
        return sorted(offered.order_by(), key=fold)


class SearchWordQuerySet(models.QuerySet["SearchWord"]):
    def since(self, number: int) -> Self:
        """Those that came after the word of this number."""
        return self.filter(number__gt=number)

    def counted(self) -> models.QuerySet["SearchWord", tuple[str, int]]:
        """Each word, and how many postings it has."""
        return self.annotate(count=Count("postings__document")).values_list("word", "count")
