"""The words of `centres.clock` as filters."""

from datetime import datetime

from django import template
from django.utils import timezone

from centres import clock

register = template.Library()

for words in (
    clock.moment,
    clock.moment_at,
    clock.clock_day,
    clock.clock_time,
    clock.time_at,
    clock.iso_at,
):
    register.filter(words)


@register.filter
def site_moment(instant: datetime) -> str:
    """“Wednesday 6 August 2026, 5:30pm” on the site's clock, of what happened at no centre."""
    return clock.moment(instant, timezone.get_current_timezone())
