"""A field of a form as `bootstrap5/field.html` has it, for pages of many: crispy draws each in
twice the time."""

from django import template
from django.forms import BoundField, Select

register = template.Library()


@register.inclusion_tag("partials/_field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A field that is neither hidden nor a box to tick, with its label, hint and errors."""
    names = ["form-select" if isinstance(bound.field.widget, Select) else "form-control"]
    if bound.errors:
        names.append("is-invalid")
    return {"field": bound, "widget": bound.as_widget(attrs={"class": " ".join(names)})}
