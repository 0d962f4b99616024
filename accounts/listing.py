"""The rows of a list of the admin, as Django draws them. What a column is, is asked once for all
rows: Django asks it for each cell, and so takes a third of a millisecond for a row."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import display_for_field, display_for_value
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, TimeField
from django.utils.safestring import SafeString

from accounts.paths import path_of

CHECKBOX = "action_checkbox"
Shown = Callable[[Any], object]  # of a row, what stands in a cell


def in_list(cl: ChangeList) -> dict[str, Any]:
    """What admin/kept_list.html takes."""
    heads = [*result_headers(cl)]
    return {
        "heads": heads,
        "num_sorted_fields": sum(bool(head.get("sorted")) for head in heads),
        "rows": drawn_rows(cl),
        "filters": [(spec.title, [*spec.choices(cl)]) for spec in cl.filter_specs],
    }


def drawn_rows(cl: ChangeList) -> list[SafeString]:
    """The cells of each row that the list shows. Its columns are fields of the model and methods of
    its pages."""
    columns = [_column(cl, str(name)) for name in cl.list_display]
    link = _link(cl)
    return [
        SafeString("".join([draw(shown(row), link(row)) for shown, draw in columns]))
        for row in cl.result_list
    ]


def _column(cl: ChangeList, name: str) -> tuple[Shown, Callable[[object, str], str]]:
    """What it shows of a row, and what draws that, given the link to the row."""
    shown, css = _shown(cl, name)
    if name not in (cl.list_display_links or ()):
        return shown, lambda value, link: f'<td class="{css}">{_safe(value)}</td>'
    tag = "th" if name == cl.list_display_links[0] else "td"
    return shown, lambda value, link: f'<{tag} class="{css}">{link}{_safe(value)}</a></{tag}>'


def _shown(cl: ChangeList, name: str) -> tuple[Shown, str]:
    """With the classes of its cells."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        field: Any = cl.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        ask = str if name == "__str__" else getattr(cl.model_admin, name)
        empty, boolean = getattr(ask, "empty_value_display", empty), getattr(ask, "boolean", False)
        css = "action-checkbox" if name == CHECKBOX else f"field-{name}"
        return lambda row: display_for_value(ask(row), empty, boolean), css
    if field.is_relation:
        return lambda row: _or(empty, getattr(row, name)), f"field-{name} nowrap"
    css = f"field-{name} nowrap" if isinstance(field, DateField | TimeField) else f"field-{name}"
    return lambda row: display_for_field(getattr(row, name), field, empty), css


def _or(empty: str, related: object) -> object:
    return empty if related is None else related


def _link(cl: ChangeList) -> Callable[[Any], str]:
    """Opens the link to the page of a row, which leads back to the list as it stands."""
    name = f"admin:{cl.opts.app_label}_{cl.opts.model_name}_change"
    example = path_of(name, 0)
    kept: dict[str, Any] = {"preserved_filters": cl.preserved_filters, "opts": cl.opts}
    back = escape(add_preserved_filters(kept, example).removeprefix(example))

    def link(row: Any) -> str:
        opener = f' data-popup-opener="{row.pk}"' if cl.is_popup else ""
        return f'<a href="{path_of(name, row.pk)}{back}"{opener}>'

    return link


def _safe(value: object) -> str:
    return str(value) if hasattr(value, "__html__") else escape(str(value))
