"""Another database beside the test's own, as another server would have it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

NAME = "medisoft_second"
# Which orders words as people do; the test's own orders them by their bytes.
CREATE = f"CREATE DATABASE {NAME} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-AU'"


@contextmanager
def second_database(folder: Path, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment in which a process meets an empty database of the same kind, which is gone
    afterwards."""
    if connection.vendor == "sqlite":
        yield {**environment, "DATABASE_URL": f"sqlite:///{folder}/{NAME}.sqlite3"}
        return
    own = f"/{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
    try:
        yield {**environment, "DATABASE_URL": environment["DATABASE_URL"].replace(own, f"/{NAME}")}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
