"""The settings that a measurement runs with, whatever a developer's own are: as in production,
without TLS and mail. DATABASE_URL and CACHE_URL alone come from outside."""

import os

import django

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "bench.settings",
    "MEDISOFT_ENV_FILE": os.devnull,
    "DEBUG": "False",
    "ALLOWED_HOSTS": "localhost,testserver",
    "SITE_URL": "https://localhost",
    "SECRET_KEY": "a-key-that-only-measurements-use-and-that-protects-nothing",
    "MEDISOFT_PROXY_COUNT": "1",
    "EMAIL_URL": "dummymail://",
    "MALLOC_ARENA_MAX": "1",  # as deploy/ has it
    "MEDISOFT_LOG_LEVEL": "ERROR",  # refusals are meant to happen
}


def set_up() -> None:
    """Before anything of Django is imported. Raises SystemExit unless a database is named: it is
    filled, and must not be somebody's own."""
    if not os.environ.get("DATABASE_URL"):
        raise SystemExit("Name a database for measurements in DATABASE_URL, or use `make bench`.")
    for name in [name for name in os.environ if name.startswith("MEDISOFT_")]:
        del os.environ[name]
    os.environ |= ENVIRONMENT
    django.setup()
