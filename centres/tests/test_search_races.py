"""The search index while several people change what it is made from."""

from functools import partial

import pytest
from django.db import transaction

from accounts.models import User
from appointments.tests.racing import DONE, race
from centres.factories import AffiliationFactory
from centres.models import Affiliation, Centre
from centres.search import index

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

SAVES = 40


@transaction.atomic
def save_centre(pk: int, turn: int) -> None:
    centre = Centre.objects.get(pk=pk)
    centre.name = f"Clinic {turn}"
    centre.save()


@transaction.atomic
def save_place(pk: int, turn: int) -> None:
    Affiliation.objects.get(pk=pk).save()


@transaction.atomic
def save_name(pk: int, turn: int) -> None:
    user = User.objects.get(pk=pk)
    user.full_name = f"Jackson {turn}"
    user.save()


def test_saves_of_what_belongs_together_wait_for_one_another_in_turn() -> None:
    place = AffiliationFactory.create()
    saves = [
        partial(save_centre, place.centre_id),
        partial(save_place, place.pk),
        partial(save_name, place.provider.user_id),
    ]

    outcome = race([[partial(save, turn) for turn in range(SAVES)] for save in saves])

    assert outcome == {DONE: SAVES * len(saves)}
    assert list(index.faults()) == []
