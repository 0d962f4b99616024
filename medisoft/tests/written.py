"""What the site writes into its log during a test."""

import json
from io import StringIO
from typing import Any

from django.db import connection
from django.test import Client


class Log(StringIO):
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def line(self) -> dict[str, Any]:
        (line,) = self.lines()
        return line


def get_with_fault(path: str, fault: Exception, cause: Exception | None = None) -> None:
    """Ask for a page whose first question to the database fails."""

    def fail(*args: object) -> None:
        raise fault from cause

    with connection.execute_wrapper(fail):
        Client(raise_request_exception=False).get(path)
