"""The second engine of templates, for what repeats on a page: `accounts/templatetags/draw.py`."""

from functools import cache
from typing import Any

from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from django.urls import reverse
from jinja2 import Environment
from lucide.jinja import lucide

ICON_SIZE = 18  # px


def environment(**options: Any) -> Environment:
    """With the filters and addresses that our templates take from Django's, and icons. It escapes,
    as that engine does."""
    options |= {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701  (it stands among the options)
    made.filters.update({"linebreaks": linebreaks_filter, "linebreaksbr": linebreaksbr})
    made.globals |= {"url": reverse, "icon": icon}
    return made


@cache
def icon(name: str) -> str:
    """Beside words that say the same. It is drawn once a process."""
    return lucide(name, size=ICON_SIZE, aria_hidden="true")
