"""A process of the server, before its first request."""

import os
import subprocess
import sys

from django.conf import settings

ASKED = "import gc, sys, medisoft.wsgi; print('centres.views.search' in sys.modules, {})"


def told(question: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", ASKED.format(question)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "medisoft.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.strip()


def test_pages_are_loaded_and_python_looks_there_for_no_cycles() -> None:
    assert told("gc.get_freeze_count() > len(gc.get_objects())") == "True True"


def test_python_searches_for_cycles_no_more_in_the_middle_of_every_page() -> None:
    assert told("gc.get_threshold()[0] >= 10_000") == "True True"
