"""What Jinja2 draws within a page of Django's templates."""

from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString
from pytest_django import Settings

PAGE = "{% load draw %}<ol>{% draw 'rows.jinja' %}</ol>"
ROWS = "{% for row in rows %}\n  <li>{{ row }}</li>\n{% endfor %}"


@pytest.fixture(autouse=True)
def template_of_rows(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "rows.jinja").write_text(ROWS)
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path]} for engine in settings.TEMPLATES]


def drawn(*rows: str) -> str:
    return "".join(Template(PAGE).render(Context({"rows": rows})).split("\n"))


def test_it_is_drawn_from_what_the_page_knows() -> None:
    assert drawn("Ann", "Ben") == "<ol>  <li>Ann</li>  <li>Ben</li></ol>"


def test_what_somebody_typed_is_escaped_once() -> None:
    assert drawn("<b>&") == "<ol>  <li>&lt;b&gt;&amp;</li></ol>"


def test_what_is_marked_as_safe_is_not_escaped_again() -> None:
    assert drawn(SafeString("O&#x27;Neill")) == "<ol>  <li>O&#x27;Neill</li></ol>"
