"""What the settings refuse, and that their documentation is complete."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django import Settings

SAFE = {
    "DEBUG": "False",
    "SECRET_KEY": "kH3-aB9_xT7vQ2mN8cZ5wL4jR6pY1sD0fG-uE_iO9tW3bV7nM2",
    "ALLOWED_HOSTS": "medisoft.example",
    "SITE_URL": "https://medisoft.example",
    "MEDISOFT_SSL_REDIRECT": "True",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",
}
DATABASE_URLS = ["DATABASE_URL", "DATABASE_REPLICA_URL"]


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """Django's check for production, under these settings."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **SAFE, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def printed(code: str, **environment: str) -> str:
    """What Python code prints under these settings."""
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


def shown(*names: str, **environment: str) -> str:
    """These settings as Python writes them."""
    code = f"from medisoft import settings; print(*(getattr(settings, n, None) for n in {names}))"
    return printed(code, **environment)


def test_the_defaults_are_fit_for_production() -> None:
    result = check()

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("ALLOWED_HOSTS", ""),
        ("MEDISOFT_MAX_SLOTS", "0"),
        ("MEDISOFT_MAX_SLOTS", "49"),
        ("MEDISOFT_MAX_SLOTS", "many"),
        ("MEDISOFT_NOTICE_MINUTES", "-1"),
        ("MEDISOFT_SESSION_MAX_AGE", "1.5"),
        ("TIME_ZONE", "Mars/Base"),
        ("MEDISOFT_LOG_LEVEL", "loud"),
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "mysql://localhost/medisoft"),
    ],
)
def test_a_bad_value_is_refused_in_one_line_that_names_it(name: str, value: str) -> None:
    result = check(**{name: value})

    assert result.returncode == 1
    assert name in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_production_is_warned_of_mails_that_lead_nowhere() -> None:
    result = check(SITE_URL="http://localhost:8000")

    assert result.returncode == 1
    assert "SITE_URL" in result.stderr


def test_production_is_warned_of_a_history_without_a_key_of_its_own() -> None:
    result = check(MEDISOFT_HISTORY_KEY=SAFE["SECRET_KEY"])

    assert result.returncode == 1
    assert "MEDISOFT_HISTORY_KEY" in result.stderr


def test_a_database_away_is_noticed_within_two_seconds() -> None:
    databases = shown("DATABASES", DATABASE_URL="postgresql://somewhere.example/medisoft")

    assert "'connect_timeout': 2" in databases


def test_statements_are_prepared_unless_the_address_of_the_database_says_otherwise() -> None:
    address = "postgresql://somewhere.example/medisoft"

    assert "'server_side_binding': True" in shown("DATABASES", DATABASE_URL=address)
    assert "'server_side_binding': 0" in shown(
        "DATABASES", DATABASE_URL=f"{address}?server_side_binding=0"
    )


def test_a_replica_is_noticed_to_be_away_as_soon_and_reads_through_the_router() -> None:
    urls = {name: f"postgresql://{name.lower()}.example/medisoft" for name in DATABASE_URLS}

    assert check(**urls).returncode == 0
    assert shown("DATABASES", **urls).count("'connect_timeout': 2") == 2
    assert shown("DATABASE_ROUTERS", **urls) == "['medisoft.replicas.Router']"


@pytest.mark.parametrize("name", DATABASE_URLS)
def test_a_replica_is_of_postgresql(name: str) -> None:
    urls = dict.fromkeys(DATABASE_URLS, "postgresql://db.example/medisoft")

    result = check(**{**urls, name: "sqlite:////tmp/medisoft.sqlite3"})

    assert result.returncode == 1
    assert "DATABASE_REPLICA_URL" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("count", "told"), [("0", "0 None"), ("2", "2 ('HTTP_X_FORWARDED_PROTO', 'https')")]
)
def test_what_proxies_say_is_trusted_only_behind_them(count: str, told: str) -> None:
    names = ("ALLAUTH_TRUSTED_PROXY_COUNT", "SECURE_PROXY_SSL_HEADER")

    assert shown(*names, MEDISOFT_PROXY_COUNT=count) == told


@pytest.mark.parametrize(("former", "counting"), [("", "[]"), ("one,two", "['one', 'two']")])
def test_former_keys_count_only_when_they_are_named(former: str, counting: str) -> None:
    assert shown("SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS=former) == counting


def test_the_documentation_names_every_setting() -> None:
    source = (settings.BASE_DIR / "medisoft" / "settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|number|one_of)\([^")]*"(\w+)"', source))
    documented = set(
        re.findall(r"^\| `(\w+)`", (settings.BASE_DIR / "docs" / "settings.md").read_text(), re.M)
    )

    assert len(read) > 10
    assert documented == read


def test_every_static_file_that_another_names_exists(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }

    call_command("collectstatic", interactive=False, stdout=StringIO())

    assert (tmp_path / "staticfiles.json").exists()
    assert "theme." in staticfiles_storage.url("theme.css")


@pytest.mark.parametrize(
    ("told", "level"), [("DEBUG", "INFO"), ("WARNING", "WARNING"), ("ERROR", "ERROR")]
)
def test_the_log_says_as_much_of_django_as_it_is_told_to_but_no_sql(told: str, level: str) -> None:
    code = (
        "import django, logging; django.setup(); "
        "print(logging.getLevelName(logging.getLogger('django.request').getEffectiveLevel()))"
    )

    assert printed(code, MEDISOFT_LOG_LEVEL=told) == level
