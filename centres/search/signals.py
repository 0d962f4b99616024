"""Calls `reindex` for whatever a save or a deletion changes in what is found."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from accounts.models import Expertise, Profession, Provider, User
from centres.models import Affiliation, Centre
from centres.search.index import reindex

# What a document takes from an account. A log-in saves another field, and must stay cheap.
USER_FIELDS = {"email", "full_name", "is_active"}


@receiver(post_save, sender=User)
def user_saved(
    instance: User, raw: bool, update_fields: Iterable[str] | None, **kwargs: Any
) -> None:
    concerned = update_fields is None or not USER_FIELDS.isdisjoint(update_fields)
    if concerned and instance.is_provider and not raw:
        _reindex_providers(Provider.objects.filter(user=instance))


@receiver(post_save, sender=Provider)
def provider_saved(instance: Provider, raw: bool, **kwargs: Any) -> None:
    if not raw:
        _reindex_providers(Provider.objects.filter(pk=instance.pk))


@receiver(post_save, sender=Profession)
@receiver(post_save, sender=Expertise)
def service_saved(
    instance: Profession | Expertise, created: bool, raw: bool, **kwargs: Any
) -> None:
    if not created and not raw:
        _reindex_providers(instance.providers.all())


@receiver(post_save, sender=Centre)
def centre_saved(instance: Centre, raw: bool, **kwargs: Any) -> None:
    if not raw:
        providers = instance.affiliations.values_list("provider", flat=True)
        reindex(centres=[instance.pk], providers=providers)


@receiver(pre_save, sender=Affiliation)
def affiliation_about_to_move(instance: Affiliation, raw: bool, **kwargs: Any) -> None:
    if instance.pk and not raw:
        stored = Affiliation.objects.filter(pk=instance.pk)
        instance.__dict__["_stood_for"] = stored.values_list("centre", "provider").first()


@receiver(post_save, sender=Affiliation)
@receiver(post_delete, sender=Affiliation)
def affiliation_changed(instance: Affiliation, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        stands_for = (instance.centre_id, instance.provider_id)
        stood_for = instance.__dict__.pop("_stood_for", None) or stands_for
        centres, providers = zip(stands_for, stood_for, strict=True)
        reindex(centres=centres, providers=providers)


def _reindex_providers(providers: QuerySet[Provider]) -> None:
    """The providers' own documents, and those of the centres that offer what they do."""
    reindex(
        centres=Centre.objects.filter(affiliations__provider__in=providers).values_list(
            "pk", flat=True
        ),
        providers=providers.values_list("pk", flat=True),
    )
