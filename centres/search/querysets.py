"""The documents of a page of results."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Avg, Count
from django.db.models.functions import Coalesce

from accounts.folding import fold
from accounts.models import Expertise, Profession

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
        average, count = Avg("stars"), Count("pk")
        return self.annotate(
            average_stars=Coalesce(
                self._of_ratings("centre", average), self._of_ratings("provider", average)
            ),
            rating_count=Coalesce(
                self._of_ratings("centre", count), self._of_ratings("provider", count), 0
            ),
        )

    def _of_ratings(self, subject: str, aggregate: models.Aggregate) -> models.Subquery:
        ratings: Any = self.model._meta.get_field(subject).related_model._meta.get_field("ratings")
        given = ratings.related_model.objects.filter(**{subject: models.OuterRef(subject)})
        return models.Subquery(given.values(subject).annotate(of=aggregate).values("of"))

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
