"""What is written on the cards of a page of results, sign by sign."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory
from centres.factories import open_affiliation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "times"), [("centre", 0), ("provider", 6)])
def test_what_looks_like_markup_in_a_name_is_shown_as_it_is(
    client: Client, kind: str, times: int
) -> None:
    client.force_login(PatientFactory.create().user)
    open_affiliation(
        provider__user__full_name="Ann <b>O'Hara</b>", centre__name="Care & <b>Cure</b>"
    )

    text = client.get(reverse("centres:search"), {"kind": kind}).content.decode()

    assert "<b>" not in text
    assert "&amp;lt;" not in text
    assert "Care &amp; &lt;b&gt;Cure&lt;/b&gt;" in text
    assert text.count("Ann &lt;b&gt;O&#39;Hara&lt;/b&gt;") == times
