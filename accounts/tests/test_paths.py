"""Addresses of lists are those of the URL patterns."""

from uuid import UUID

import pytest
from django.urls import reverse

from accounts.paths import path_of

SOME_ID = UUID("3f0c1f0e-0000-4000-8000-000000000000")


@pytest.mark.parametrize(
    ("name", "pk"),
    [
        ("centres:provider", 100),
        ("appointments:book", 10),
        ("appointments:cancel", SOME_ID),
        ("records:patient", SOME_ID),
    ],
)
def test_a_path_is_that_of_the_pattern(name: str, pk: int | UUID) -> None:
    assert path_of(name, pk) == reverse(name, args=[pk])
