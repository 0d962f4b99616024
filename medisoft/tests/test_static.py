"""The addresses of files that pages load."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from medisoft.static import StaticFiles


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> StaticFiles:
    manifest = {"version": "1.1", "paths": {"a.css": "a.5eb63bbb.css"}, "hash": ""}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    settings.STATIC_ROOT = tmp_path
    return StaticFiles()


def test_the_address_of_a_file_is_that_of_its_content_and_put_together_once(
    settings: Settings, files: StaticFiles
) -> None:
    first, second = (files.url("a.css") for _ in range(2))

    assert first == f"{settings.STATIC_URL}a.5eb63bbb.css"
    assert first is second


def test_the_address_of_its_content_may_be_asked_for_beside_that_of_its_name(
    settings: Settings, files: StaticFiles
) -> None:
    settings.DEBUG = True

    found = [files.url("a.css", force) for force in (False, True, False)]

    names = ["a.css", "a.5eb63bbb.css", "a.css"]
    assert found == [f"{settings.STATIC_URL}{name}" for name in names]
