"""Another database beside the test's own, as another server would have it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# Which orders words as people do; the test's own orders them by their bytes.
CREATE = "CREATE DATABASE {} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-AU'"


@contextmanager
def second_database(folder: Path, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment in which a process meets an empty database of the same kind, which is gone
    afterwards."""
    if connection.vendor == "sqlite":
        yield {**environment, "DATABASE_URL": f"sqlite:///{folder}/second.sqlite3"}
        return
    own = connection.settings_dict["NAME"]
    name = f"{own}_second"  # tests that run at once have one each
    with connection.cursor() as cursor:
        cursor.execute(CREATE.format(name))
    try:
        url = environment["DATABASE_URL"].replace(f"/{own}", f"/{name}")
        yield {**environment, "DATABASE_URL": url}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
