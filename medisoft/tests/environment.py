"""The environment of a test run, set before the settings are read.

A pytest plugin (`-p` in pyproject.toml) and no conftest, because pytest-django reads the settings
before any conftest is loaded. Processes that a test starts inherit what stands here. Only
DATABASE_URL comes from outside: it chooses the database that the suite runs on.
"""

import os
import signal

for name in [name for name in os.environ if name.startswith("MEDISOFT_")]:
    del os.environ[name]

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "medisoft.settings",
    "MEDISOFT_ENV_FILE": os.devnull,  # a developer's own settings change no result
    "SECRET_KEY": "a-key-that-only-the-tests-use-and-that-protects-nothing-at-all",
    "MEDISOFT_HISTORY_KEY": "a-key-that-only-the-tests-use-for-histories",
    "DEBUG": "False",
    "ALLOWED_HOSTS": "testserver,localhost",
    "SITE_URL": "http://localhost:8000",
    "CACHE_URL": "locmemcache://",
    "EMAIL_URL": "memorymail://",
    "TIME_ZONE": "Australia/Sydney",
    "MEDISOFT_SSL_REDIRECT": "False",
    # Playwright keeps an event loop in the thread of the tests; Django takes that for async code.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "True",
}

# A shell's `&` leaves Ctrl-C ignored, also in the processes that tests start and then interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
