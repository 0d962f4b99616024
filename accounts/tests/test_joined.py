"""Rows that are made of values are those that Django makes."""

from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, models
from pytest_django import DjangoAssertNumQueries

from accounts.factories import ProviderFactory
from accounts.joined import Joined
from accounts.models import Provider

pytestmark = pytest.mark.django_db

NAMES = ("user", "profession", "expertise")


def values(row: models.Model | None) -> dict[str, Any]:
    return {} if row is None else {f.attname: getattr(row, f.attname) for f in row._meta.fields}


def test_each_row_has_all_that_it_names(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ProviderFactory.create()  # without an expertise
    ProviderFactory.create(specialist=True)
    joined = Joined(Provider, *NAMES)
    expected = list(Provider.objects.select_related(*NAMES).order_by("pk"))

    with django_assert_num_queries(1):
        rows = Provider.objects.order_by("pk").values_list(*joined.columns)
        made = [joined.made(row, DEFAULT_DB_ALIAS) for row in rows]
        found = [[values(getattr(each, name)) for name in NAMES] for each in made]

    assert made == expected
    assert [values(each) for each in made] == [values(each) for each in expected]
    assert found == [[values(getattr(each, name)) for name in NAMES] for each in expected]
    assert not any(each._state.adding for each in made)
