"""What the site's log says."""

import logging
from http import HTTPStatus


def without_traces_of_refusals(record: logging.LogRecord) -> bool:
    """A filter that lets everything through; of a refused request, such as 403, one line."""
    if getattr(record, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR) < 500:
        record.exc_info = None
    return True
