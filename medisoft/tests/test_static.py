"""The addresses of files that pages load."""

import json
from pathlib import Path

from pytest_django import Settings

from medisoft.static import StaticFiles


def test_the_address_of_a_file_is_that_of_its_content_and_put_together_once(
    settings: Settings, tmp_path: Path
) -> None:
    manifest = {"version": "1.1", "paths": {"a.css": "a.5eb63bbb.css"}, "hash": ""}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    settings.STATIC_ROOT = tmp_path
    files = StaticFiles()

    first, second = (files.url("a.css") for _ in range(2))

    assert first == f"{settings.STATIC_URL}a.5eb63bbb.css"
    assert first is second
