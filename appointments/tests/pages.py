"""What the page tests ask of an answer."""

from html import unescape
from typing import Protocol

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


class Page(Protocol):
    @property
    def content(self) -> bytes: ...


def text(response: Page) -> str:
    """The page as its reader's browser has it, without escapes."""
    return unescape(response.content.decode())


def queries_of(client: Client, path: str) -> int:
    """How many queries a page costs, once the session is known. It must answer 200."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)
