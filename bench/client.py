"""Somebody's browser: a session over HTTP, one request after another."""

import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from bench.answer import Answer, Unexpected
from bench.cast import PASSWORD
from bench.tracing import ASKED, QUERIES, SQL_MS
from medisoft.management.commands.run import HOST

LONGEST_WAIT = 120  # seconds
KEPT_OPEN = 5  # seconds without a request
LOG_IN = "/accounts/login/"


class HttpSession:
    """`address` is where the proxy says that the browser is: limits on guesses go by it."""

    def __init__(self, port: int, address: str = "192.0.2.1") -> None:
        self._connection = HTTPConnection(HOST, port, timeout=LONGEST_WAIT)
        self._last = time.monotonic()
        self._cookies: dict[str, str] = {}
        self._headers = {
            "Host": "localhost",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": address,
        }

    def log_in(self, email: str, *, traced: bool = False) -> Answer:
        """The answer to the form. Raises `Unexpected` when it is refused."""
        self.get(LOG_IN)
        fields = [("login", email), ("password", PASSWORD)]
        answer = self.post(LOG_IN, fields, traced=traced)
        if answer.status != 302:
            raise Unexpected(f"The log-in of {email} answers {answer.status}.")
        return answer

    def get(self, path: str, *, traced: bool = False) -> Answer:
        return self._ask("GET", path, traced=traced)

    def post(self, path: str, fields: Sequence[tuple[str, str]], *, traced: bool = False) -> Answer:
        return self._ask("POST", path, urlencode(fields), traced=traced)

    def _ask(self, method: str, path: str, body: str | None = None, *, traced: bool) -> Answer:
        headers = dict(self._headers)
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={v}" for name, v in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = "https://localhost"
            headers["X-CSRFToken"] = self._cookies.get("__Host-csrftoken", "")
        if traced:
            headers[ASKED] = "yes"
        if time.monotonic() - self._last > KEPT_OPEN:
            self._connection.close()  # before the server does; the next request opens it anew
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        self._last = time.monotonic()
        self._keep_cookies(response)
        return Answer(
            response.status,
            content,
            seconds,
            int(response.headers.get(QUERIES, 0)),
            float(response.headers.get(SQL_MS, 0)),
        )

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
