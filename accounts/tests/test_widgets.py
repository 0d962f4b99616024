"""Widgets that are drawn as Django's own are."""

from django import forms
from pytest_django.asserts import assertHTMLEqual

from accounts.widgets import LongSelect

CHOICES = [
    ("", "Choose"),
    ("Hearts", [(1, "Ann <b>Sample</b>"), (2, "Bo Example")]),
    ("Skins", [(3, "Cy Sample")]),
]


def test_a_long_list_is_drawn_as_djangos_own() -> None:
    attrs = {"id": "id_who", "class": "form-select", "required": True}

    own, drawn = (
        kind(choices=CHOICES).render("who", "2", attrs) for kind in (forms.Select, LongSelect)
    )

    assertHTMLEqual(drawn, own)
