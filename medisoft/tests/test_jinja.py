"""The filters of Jinja2's templates."""

import pytest
from django.template.defaultfilters import linebreaks_filter
from django.utils.safestring import SafeString

from medisoft.jinja import linebreaks

TEXTS = ["", "A cough.", "Two\nlines", "Two\r\n\r\nparts", "\n\n\nA\rB\n", "<b>&'so'\n\n\"", " a "]


@pytest.mark.parametrize("text", [*TEXTS, SafeString("<b>O&#39;Neill</b>\n\n<i>")])
def test_a_text_has_the_paragraphs_that_django_gives_it(text: str) -> None:
    assert linebreaks(text) == linebreaks_filter(text)
