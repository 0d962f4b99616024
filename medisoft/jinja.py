"""The second engine of templates, for what repeats on a page: `accounts/templatetags/draw.py`."""

import re
from functools import cache
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from jinja2 import Environment
from lucide.jinja import lucide

ICON_SIZE = 18  # px
NEWLINE, EMPTY_LINES = re.compile(r"\r\n?"), re.compile(r"\n{2,}")


def environment(**options: Any) -> Environment:
    """With the filters and addresses that our templates take from Django's, and icons. It escapes,
    as that engine does."""
    options |= {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701  (it stands among the options)
    made.filters.update({"linebreaks": linebreaks, "linebreaksbr": linebreaksbr})
    made.globals |= {"url": reverse, "icon": icon}
    return made


def linebreaks(text: str) -> SafeString:
    """In paragraphs, as Django's filter of that name has them, in less than half the time."""
    lines = NEWLINE.sub("\n", conditional_escape(text))
    paragraphs = (each.replace("\n", "<br>") for each in EMPTY_LINES.split(lines))
    return SafeString("\n\n".join(f"<p>{each}</p>" for each in paragraphs))


@cache
def icon(name: str) -> str:
    """Beside words that say the same. It is drawn once a process."""
    return lucide(name, size=ICON_SIZE, aria_hidden="true")
