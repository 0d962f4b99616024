"""The words of `centres.clock` as filters."""

from django import template

from centres import clock

register = template.Library()

for words in (
    clock.moment,
    clock.moment_at,
    clock.clock_day,
    clock.short_day,
    clock.clock_time,
    clock.time_at,
    clock.wall_time,
    clock.iso_at,
):
    register.filter(words)
