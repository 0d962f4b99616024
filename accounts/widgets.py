"""Widgets for what Django's own take long to draw."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A list of many options, put together at once: Django draws two templates for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        drawn = SafeString("")
        for group, options, _ in self.optgroups(name, self.format_value(value)):
            markup = format_html_join(
                "\n",
                '<option value="{}"{}>{}</option>',
                (
                    (each["value"], SafeString(" selected" * each["selected"]), each["label"])
                    for each in options
                ),
            )
            grouped = '\n<optgroup label="{}">\n{}\n</optgroup>'
            drawn += format_html(grouped, group, markup) if group else format_html("\n{}", markup)
        own = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}\n</select>", flatatt(own), drawn)
