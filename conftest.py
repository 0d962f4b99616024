"""Fixtures that the whole suite shares."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase, override_settings
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts import final

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
IN_CI = os.environ.get("CI") == "true"

# The suite tries the same few examples each time; `--hypothesis-profile=thorough` many new ones.
# Neither has a deadline: how long an example takes says more about the machine.
hypothesis.settings.register_profile("suite", max_examples=50, deadline=None, derandomize=True)
hypothesis.settings.register_profile("thorough", max_examples=10_000, deadline=None)
hypothesis.settings.load_profile("suite")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Mark what drives a browser, and let no two races run at once. Tests that commit come last:
    the flush at their end takes along what migrations have written."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            mark_browser(item)
        if item.get_closest_marker("races") and config.pluginmanager.hasplugin("xdist"):
            item.add_marker(pytest.mark.xdist_group("races"))
    yield
    items.sort(key=commits)


def commits(item: pytest.Item) -> bool:
    """Whether a test writes for other connections to see."""
    mark = item.get_closest_marker("django_db")
    in_earnest = mark is not None and bool(mark.kwargs.get("transaction"))
    return in_earnest or "transactional_db" in getattr(item, "fixturenames", ())


def mark_browser(item: pytest.Item) -> None:
    """Without Chromium skip the test, except in CI, where nothing is."""
    item.add_marker(pytest.mark.browser)
    if CHROMIUM is None and not IN_CI:
        reason = "Chromium is missing: install Debian's `chromium` or set CHROMIUM"
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests() -> Iterator[None]:
    """Quick passwords, and static files straight from their sources: nothing is collected."""
    with override_settings(
        PASSWORD_HASHERS=["medisoft.tests.hashers.QuickArgon2"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _final_rows_end_with_their_test() -> Iterator[None]:
    """A test that commits ends with a flush, which the triggers of final rows would refuse. They
    are lifted for it; the `post_migrate` that follows makes them anew."""
    flush: Callable[[Any], None] = vars(TransactionTestCase)["_fixture_teardown"]

    def lift_and_flush(case: TransactionTestCase) -> None:
        final.lift()
        flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_and_flush)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Every test starts with nobody locked out, and draws its pages whole."""
    for each in caches.all():
        each.clear()


@pytest.fixture
def shared_cache(db: None, settings: Settings) -> Iterator[None]:
    """The site's default cache, which all processes share: a table of the database."""
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "medisoft.cache.DatabaseCache",
            "LOCATION": "cache",
        },
    }
    call_command("createcachetable")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def run_tasks(db: None) -> Callable[[], None]:
    """A function that runs every queued task that is due by now, as the worker would, but here:
    mails reach `mail.outbox`, and what a task raises reaches the test."""

    def run() -> None:
        while queued := DBTaskResult.objects.ready().first():
            queued.claim("tests")
            arguments = queued.args_kwargs
            queued.set_successful(queued.task.call(*arguments["args"], **arguments["kwargs"]))

    return run


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which a process that a test starts meets the test's own database."""
    url = os.environ.get("DATABASE_URL", "sqlite:///")
    scheme, _, rest = url.partition("://")
    host, (_, mark, query) = rest.partition("/")[0], rest.partition("?")
    name = connection.settings_dict["NAME"]
    return {**os.environ, "DATABASE_URL": f"{scheme}://{host}/{name}{mark}{query}"}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """A browser test opens the test's own site by its paths: `page.goto("/search/")`."""
    return live_server.url


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """While Playwright's event loop runs, Django keeps database connections apart from those of
    before and after; an open one would outlive the loop and hold the test database."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, quiet: it asks nothing of the network but the pages under test."""
    if CHROMIUM is None:
        pytest.fail("Chromium is missing: install Debian's `chromium` or set CHROMIUM")
    switches = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
    ]
    if os.geteuid() == 0:
        switches.append("--no-sandbox")  # Chromium refuses to start as root with its sandbox
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": switches}
