"""The entry point for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medisoft.settings")

OBJECTS_BEFORE_A_SEARCH = 10_000

application = get_wsgi_application()

# What a process loads, it keeps. All of it is loaded before the first request, and Python no longer
# looks there for cycles that nobody holds: pages that make many objects would pay for it.
get_resolver().url_patterns  # noqa: B018  (imports the views)
gc.collect()
gc.freeze()
# What a page makes, it lets go without that search. Unless told, Python begins one with each seven
# hundred objects that are there at once: in the middle of every long page, for nothing.
gc.set_threshold(OBJECTS_BEFORE_A_SEARCH)
