"""The second engine of templates, for what repeats on a page: `accounts/templatetags/draw.py`."""

from typing import Any

from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """With the filters that our templates take from Django's. It escapes, as that engine does."""
    options |= {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701  (it stands among the options)
    made.filters.update({"linebreaks": linebreaks_filter, "linebreaksbr": linebreaksbr})
    return made
