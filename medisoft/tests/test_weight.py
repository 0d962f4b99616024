"""What a first visit costs, from the server and with the static files of production."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, Response, expect

from accounts.models import Patient
from medisoft.tests.browsing import enter
from medisoft.tests.processes import serving

pytestmark = pytest.mark.django_db(transaction=True)

KILOBYTE = 1000
MOST = {"all": 80 * KILOBYTE, "script": 20 * KILOBYTE, "stylesheet": 35 * KILOBYTE}
MOST_REQUESTS = 6
# Files that no page asks for, and that take long to compress.
UNUSED = ["admin", "bootstrap-*", "bootstrap*.js*", "jquery*", "*.rtl.*"]


@pytest.fixture
def production(process_environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The address of a real server on the test's database, its static files collected."""
    (tmp_path / "collected.py").write_text(
        f"from medisoft.settings import *\nSTATIC_ROOT = {str(tmp_path / 'static')!r}\n"
    )
    paths = os.pathsep.join([str(tmp_path), str(settings.BASE_DIR)])
    own = {"DJANGO_SETTINGS_MODULE": "collected", "PYTHONPATH": paths}
    environment = process_environment | own
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    command += [f"--ignore={pattern}" for pattern in UNUSED]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    with serving(environment) as port:
        yield f"http://localhost:{port}"


def test_the_first_visit_of_home_is_light(page: Page, tony: Patient, production: str) -> None:
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    enter(page, tony.user)
    page.goto(production, wait_until="networkidle")
    expect(page.get_by_role("heading", name="You have no appointments")).to_be_visible()

    weight: Counter[str] = Counter()
    for response in responses:
        sizes = response.request.sizes()
        size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        weight.update({"all": size, response.request.resource_type: size})
    assert {kind: weight[kind] for kind in MOST if not 0 < weight[kind] <= MOST[kind]} == {}
    assert len(responses) <= MOST_REQUESTS
    files = [response for response in responses if "/static/" in response.url]
    assert {file.headers.get("content-encoding") for file in files} <= {"br", "gzip"}
    assert all("immutable" in file.headers["cache-control"] for file in files)
