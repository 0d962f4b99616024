"""Centres, where providers work, and what patients think of both."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User

if TYPE_CHECKING:
    from centres.models import Affiliation, Centre, WorkingHours


def kept_centre(user: User | AnonymousUser, path: str = "") -> models.Q:
    """The rule of who keeps what in the admin, for rows whose centre is at `path` ("centre__"): a
    superuser those of every centre, staff those of centres that they are members of, nobody else
    any.

    Joins, and for superusers none, because databases plan them better than a list of centres to
    look into; a membership is one of its kind, so they repeat no row."""
    if user.is_anonymous or not user.is_active or not user.is_staff:
        return models.Q(pk__in=[])
    return models.Q() if user.is_superuser else models.Q(**{f"{path}memberships__user": user})


class CentreQuerySet(models.QuerySet["Centre"]):
    def kept_by(self, user: User | AnonymousUser) -> Self:
        """Centres whose rows `user` keeps in the admin (`kept_centre`)."""
        return self.filter(kept_centre(user))


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def kept_by(self, user: User | AnonymousUser) -> Self:
        """Places at the centres that `user` keeps in the admin."""
        return self.filter(kept_centre(user, "centre__"))

    def listed(self) -> Self:
        """The places of listed providers, as `ProviderQuerySet.listed` has it: joined with their
        accounts, which a page reads anyway."""
        return self.filter(provider__user__is_active=True)

    def by_name(self) -> Self:
        """In the order of the providers' names."""
        return self.order_by("provider__user__full_name", "provider__user__email", "pk")

    def of(self, subject: "Centre | Affiliation") -> Self:
        """Every place at a centre, or one place alone."""
        if isinstance(subject, self.model):
            return self.filter(pk=subject.pk)
        return self.filter(centre=subject.pk)

    def of_providers(self, providers: Iterable[int]) -> Self:
        """The places of these providers (by pk), joined with names, in the centres' order."""
        found = self.filter(provider__in=providers).with_names()
        return found.order_by("centre__name", "pk")

    def with_names(self) -> Self:
        """Joined with the centre and with what a page prints beside a provider."""
        provider = ("provider__user", "provider__profession", "provider__expertise")
        return self.select_related("centre", *provider)


class WorkingHoursQuerySet(models.QuerySet["WorkingHours"]):
    def of_provider(self, provider_id: int) -> Self:
        """A provider's hours at all centres, joined with the centre that sets their clock."""
        return self.filter(affiliation__provider=provider_id).select_related("affiliation__centre")
