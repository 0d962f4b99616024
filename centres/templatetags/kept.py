"""What a template shows of the centres that somebody keeps."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.template import engines
from django.utils.safestring import SafeString

from accounts.kept import KeptAdmin
from accounts.models import User
from accounts.paths import path_of
from centres.models import Centre

register = template.Library()

# The pages of a centre beside its form, by the end of their URL names, and those that show a day.
PAGES = {"day": "Day sheet", "week": "Week", "holidays": "Public holidays", "overview": "Overview"}
OF_A_DAY = {"day", "week"}
MOST_CENTRES = 12  # that are named one by one; who keeps more looks for one in the list


@register.simple_tag
def kept_centres(user: User) -> Sequence[Centre]:
    """The centres that `user` keeps, by name; none when they are too many to be named."""
    found = Centre.objects.kept_by(user).order_by("name")[: MOST_CENTRES + 1]
    return [] if len(found) > MOST_CENTRES else list(found)


@register.simple_tag
def centre_pages(centre: Centre, here: str = "", day: date | None = None) -> SafeString:
    """Links to the centre's pages: `here` is the URL name of the one that is open, `day` the day
    that it shows."""
    pages = []
    for name, words in PAGES.items():
        query = f"?day={day}" if day and name in OF_A_DAY else ""
        path = path_of(f"admin:centres_centre_{name}", centre.pk) + query
        pages.append((path, words, here == f"centres_centre_{name}"))
    of_centre = "" if here else f" of {centre}"
    template = engines["jinja2"].get_template("admin/centres/centre/_pages.jinja")
    return SafeString(template.render({"pages": pages, "of_centre": of_centre}))


@register.simple_tag(takes_context=True)
def row_in_words(context: dict[str, Any], entry: LogEntry) -> str:
    """The row of an entry of the admin's log, in words while the person keeps it, since the log has
    its id alone. Two queries at most."""
    model = entry.content_type and entry.content_type.model_class()
    pages = admin.site._registry.get(model) if model else None
    if not isinstance(pages, KeptAdmin):
        return str(entry.object_repr)
    row = pages.get_queryset(context["request"]).filter(pk=entry.object_id).first()
    return str(row or entry.object_repr)
