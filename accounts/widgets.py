"""Widgets for what Django's own take long to draw."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A list of many options, put together at once: Django draws two templates for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = self.format_value(value)
        drawn = "".join(_drawn(key, label, chosen) for key, label in self.choices)
        own = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}\n</select>", flatatt(own), SafeString(drawn))


def _drawn(key: Any, label: Any, chosen: list[str]) -> str:
    """An option, or a group of them: then `key` is its name, and `label` what it holds."""
    key_in_markup = conditional_escape(key)
    if isinstance(label, list | tuple):
        options = "".join(_drawn(one, name, chosen) for one, name in label)
        return f'\n<optgroup label="{key_in_markup}">{options}\n</optgroup>'
    is_chosen = " selected" if str(key) in chosen else ""
    return f'\n<option value="{key_in_markup}"{is_chosen}>{conditional_escape(label)}</option>'
