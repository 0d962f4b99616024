"""The rows of a list of the admin, as Django draws them. What a column is, is asked once for all
rows: Django asks it for each cell, and so takes a third of a millisecond for a row."""

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_list import (
    pagination,
    paginator_number,
    result_headers,
)
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import display_for_field, display_for_value
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, TimeField
from django.template.defaultfilters import capfirst
from django.utils.safestring import SafeString

from accounts.paths import path_of

CHECKBOX = "action_checkbox"
Shown = Callable[[Any], object]  # of a row, what stands in a cell


class Head(NamedTuple):
    """Of a column. One that sorts the list has `to_sort`, the address at which it does so first;
    and one that sorts it now, which of them it is, and the addresses that turn it and leave it."""

    text: str
    attributes: str
    to_sort: str = ""
    priority: int = 0
    is_ascending: bool = False
    to_turn: str = ""
    to_leave: str = ""


class Choice(NamedTuple):
    """Of a filter."""

    is_chosen: bool
    query: str
    words: str


def in_list(cl: ChangeList) -> dict[str, Any]:
    """What admin/_list.jinja takes, beside what Django's own list has."""
    heads = [_head(told) for told in result_headers(cl)]
    under = pagination(cl)
    return {
        "heads": heads,
        "are_many_sorted": sum(bool(head.priority) for head in heads) > 1,
        "rows": drawn_rows(cl),
        "filters": [(spec.title, [*_choices(cl, spec)]) for spec in cl.filter_specs],
        "pages": [paginator_number(cl, number) for number in under["page_range"]],
        "show_all_url": under["show_all_url"],
    }


def _head(told: Mapping[str, Any]) -> Head:
    """From what Django tells of it."""
    words, attributes = capfirst(told["text"]), told["class_attrib"]
    if not told["sortable"]:
        return Head(words, attributes)
    return Head(
        *(words, attributes, told["url_primary"], told["sort_priority"], told["ascending"]),
        *(told["url_toggle"], told["url_remove"]),
    )


def _choices(cl: ChangeList, spec: Any) -> Iterator[Choice]:
    for choice in spec.choices(cl):
        yield Choice(choice["selected"], choice["query_string"], choice["display"])


def drawn_rows(cl: ChangeList) -> list[SafeString]:
    """The cells of each row that the list shows. Its columns are fields of the model and methods of
    its pages."""
    link = _link(cl)
    columns = [_column(cl, str(name), link) for name in cl.list_display]
    return [
        SafeString("".join([draw(shown(row), row) for shown, draw in columns]))
        for row in cl.result_list
    ]


def checkbox(pk: object, words: str) -> SafeString:
    """Chooses a row for an action."""
    label = escape(f"Select this object for an action - {words}")
    return SafeString(
        f'<input type="checkbox" name="{ACTION_CHECKBOX_NAME}" value="{escape(str(pk))}" '
        f'class="action-select" aria-label="{label}">'
    )


def _column(
    cl: ChangeList, name: str, link: Callable[[Any], str]
) -> tuple[Shown, Callable[[object, Any], str]]:
    """What it shows of a row, and what draws that."""
    shown, css = _shown(cl, name)
    if name not in (cl.list_display_links or ()):
        return shown, lambda value, row: f'<td class="{css}">{_safe(value)}</td>'
    tag = "th" if name == cl.list_display_links[0] else "td"
    return shown, lambda value, row: f'<{tag} class="{css}">{link(row)}{_safe(value)}</a></{tag}>'


def _shown(cl: ChangeList, name: str) -> tuple[Shown, str]:
    """With the classes of its cells."""
    try:
        field: Any = cl.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        css = "action-checkbox" if name == CHECKBOX else f"field-{name}"
        return _asked(cl, str if name == "__str__" else getattr(cl.model_admin, name)), css
    empty = cl.model_admin.get_empty_value_display()
    if field.is_relation:
        return lambda row: _or(empty, getattr(row, name)), f"field-{name} nowrap"
    if field.choices:
        words = dict(field.flatchoices)
        return lambda row: words.get(getattr(row, name), empty), f"field-{name}"
    css = f"field-{name} nowrap" if isinstance(field, DateField | TimeField) else f"field-{name}"
    return lambda row: display_for_field(getattr(row, name), field, empty), css


def _asked(cl: ChangeList, ask: Any) -> Shown:
    """What a method says of a row. Most say it in words."""
    empty = getattr(ask, "empty_value_display", cl.model_admin.get_empty_value_display())
    boolean = getattr(ask, "boolean", False)

    def shown(row: Any) -> object:
        value = ask(row)
        is_words = type(value) is str and value
        return value if is_words else display_for_value(value, empty, boolean)

    return shown


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
