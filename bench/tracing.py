"""Queries and their time, told to who asks: measuring them costs time itself."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

ASKED = "X-Trace"
QUERIES, SQL_MS = "X-Queries", "X-SQL-ms"


class TracingMiddleware:
    """Around all other middleware: sessions and accounts are part of a page's queries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED not in request.headers:
            return self.get_response(request)
        times: list[float] = []

        def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
            began = time.perf_counter()
            try:
                return execute(*arguments)
            finally:
                times.append(time.perf_counter() - began)

        # Every connection of this thread, opened or not.
        wrapped = [connection.execute_wrapper(timed) for connection in connections.all()]
        for each in wrapped:
            each.__enter__()
        try:
            response = self.get_response(request)
        finally:
            for each in wrapped:
                each.__exit__(None, None, None)
        response[QUERIES] = str(len(times))
        response[SQL_MS] = f"{sum(times) * 1000:.3f}"
        return response
