"""A session without HTTP: requests are answered in this process."""

import time
from collections.abc import Sequence
from contextlib import nullcontext
from typing import ClassVar
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.answer import Answer

FORM = "application/x-www-form-urlencoded"
# One for everybody, as in a server: each client of its own would load all middleware anew.
SITE = ClientHandler(enforce_csrf_checks=False)


class InsideSession:
    """Told who it is without a password. `seen` is the SQL of all sessions that was traced."""

    seen: ClassVar[list[str]] = []

    def __init__(self, address: str) -> None:
        self._client = Client(REMOTE_ADDR=address)
        self._client.handler = SITE

    def log_in(self, email: str, *, traced: bool = False) -> Answer:
        self._client.force_login(User.objects.get(email=email))
        return Answer(302, b"", 0)

    def get(self, path: str, *, traced: bool = False) -> Answer:
        return self._ask("GET", path, "", traced=traced)

    def post(self, path: str, fields: Sequence[tuple[str, str]], *, traced: bool = False) -> Answer:
        return self._ask("POST", path, urlencode(fields), traced=traced)

    def _ask(self, method: str, path: str, body: str, *, traced: bool) -> Answer:
        began = time.perf_counter()
        with CaptureQueriesContext(connection) if traced else nullcontext() as captured:
            response = self._client.generic(method, path, body, FORM, secure=True)
        if captured is not None:
            self.seen.extend(query["sql"] for query in captured.captured_queries)
        seconds = time.perf_counter() - began
        return Answer(response.status_code, response.content, seconds)
