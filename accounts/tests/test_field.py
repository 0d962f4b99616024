"""A field that Jinja2 draws is as Django's own widget draws it."""

import pytest
from django import forms
from django.template.loader import render_to_string
from pytest_django.asserts import assertInHTML

CHOICES = [
    ("", "Choose"),
    ("Hearts", [(1, "Ann <b>Sample</b>"), (2, "Bo Example")]),
    ("Skins", [(3, "Cy Sample")]),
]
VALUES = [None, "", 2, "3", "<i>'it' &amp;\n\nso"]


class Example(forms.Form):
    use_required_attribute = False

    line = forms.CharField(
        help_text="A name.", widget=forms.TextInput({"class": "form-control", "data-most": "9"})
    )
    text = forms.CharField(
        required=False, widget=forms.Textarea({"class": "form-control", "rows": 3})
    )
    who = forms.ChoiceField(choices=CHOICES, widget=forms.Select({"class": "form-select"}))


def drawn(field: forms.BoundField) -> str:
    return render_to_string("partials/_field.jinja", {"field": field}, using="jinja2")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", ["line", "text", "who"])
def test_what_somebody_fills_in_is_djangos_own(name: str, value: str | int | None) -> None:
    field = Example(initial={name: value})[name]

    assertInHTML(field.as_widget(), drawn(field), count=1)


@pytest.mark.parametrize("value", VALUES[1:])
@pytest.mark.parametrize("name", ["line", "text", "who"])
def test_a_refused_field_says_so_as_djangos_own(name: str, value: str | int) -> None:
    form = Example({name: value})
    form.add_error(name, "Write <something> else.")
    marked: dict[str, str | bool] = {
        "class": f"{form.fields[name].widget.attrs['class']} is-invalid"
    }

    page = drawn(form[name])

    assertInHTML(form[name].as_widget(attrs=marked), page, count=1)
    assertInHTML(
        '<p><span class="visually-hidden">Error: </span>Write &lt;something&gt; else.</p>', page
    )


def test_a_line_has_its_label_and_its_hint() -> None:
    page = drawn(Example()["line"])

    assertInHTML('<label class="form-label" for="id_line">Line</label>', page, count=1)
    assertInHTML('<div class="form-text" id="id_line_helptext">A name.</div>', page, count=1)


def test_a_hint_is_words_and_no_markup() -> None:
    form = Example()
    form.fields["line"].help_text = "<b>6 digits</b>"

    assert "&lt;b&gt;6 digits&lt;/b&gt;" in drawn(form["line"])
