"""Whatever is saved in whatever order, the search index is what a rebuild would write."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.factories import ExpertiseFactory, ProviderFactory
from accounts.models import Provider
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import Affiliation
from centres.search import index

pytestmark = pytest.mark.django_db

NAMES = ["Ann Lee", "O'Brien", "Prince of Wales", "Zoë Smith-Jones", "王小明", "Lee of Wales"]


class Town:
    """Three centres and three providers, and what may be done to them."""

    def __init__(self) -> None:
        self.centres = [CentreFactory.create(name=f"Clinic {n}") for n in range(3)]
        self.providers = [ProviderFactory.create(specialist=n == 0) for n in range(3)]
        for provider, centre in zip(self.providers, self.centres, strict=True):
            AffiliationFactory.create(provider=provider, centre=centre)
        self.expertises = [ExpertiseFactory.create(name=name) for name in ("Urology", "Sleep")]

    def join_or_leave(self, a: int, b: int, name: str) -> None:
        pair = {"provider": self.providers[a], "centre": self.centres[b]}
        if Affiliation.objects.filter(**pair).exists():
            Affiliation.objects.get(**pair).delete()
        else:
            Affiliation.objects.create(**pair)

    def move(self, a: int, b: int, name: str) -> None:
        affiliation = Affiliation.objects.filter(provider=self.providers[a]).first()
        taken = Affiliation.objects.filter(provider=self.providers[a], centre=self.centres[b])
        if affiliation and not taken.exists():
            affiliation.centre = self.centres[b]
            affiliation.save()

    def rename_centre(self, a: int, b: int, name: str) -> None:
        self.centres[a].name = f"{name} {b} {a}"
        self.centres[a].suburb = NAMES[b]
        self.centres[a].save()

    def rename_provider(self, a: int, b: int, name: str) -> None:
        user = self.providers[a].user
        user.full_name = name if b else ""
        user.save(update_fields=["full_name"])

    def open_or_close_account(self, a: int, b: int, name: str) -> None:
        user = self.providers[a].user
        user.is_active = not user.is_active
        user.save()

    def learn(self, a: int, b: int, name: str) -> None:
        provider = Provider.objects.get(pk=self.providers[a].pk)
        provider.expertise = [*self.expertises, None][b]
        provider.save()

    def rename_expertise(self, a: int, b: int, name: str) -> None:
        expertise = self.expertises[a % 2]
        expertise.name = f"{name} {a % 2}"
        expertise.save()

    def rename_profession(self, a: int, b: int, name: str) -> None:
        profession = self.providers[a].profession
        profession.name = f"{name} {profession.pk}"
        profession.save()


DEEDS = [name for name in vars(Town) if not name.startswith("_")]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(DEEDS), st.integers(0, 2), st.integers(0, 2), st.sampled_from(NAMES)
        ),
        max_size=12,
    )
)
def test_the_index_is_in_step_after_any_saves(deeds: list[tuple[str, int, int, str]]) -> None:
    with transaction.atomic():
        town = Town()

        for deed, a, b, name in deeds:
            getattr(town, deed)(a, b, name)

        assert list(index.faults()) == []
        transaction.set_rollback(True)
