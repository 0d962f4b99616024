"""What repeats on a page, drawn by Jinja2: of a card of a result Django's own engine takes three
times as long. The rest of a page, which is drawn once, stays with Django's."""

from typing import Any

from django import template
from django.template import Context, engines
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def draw(context: Context, name: str) -> SafeString:
    """The template `name` of Jinja2's, with everything that stands in `context`. It escapes what is
    not marked as safe, as Django's engine does, and takes what that one has marked."""
    names: dict[str, Any] = context.flatten()  # type: ignore[assignment]
    return SafeString(engines["jinja2"].get_template(name).render(names))
