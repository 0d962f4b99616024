"""What the tests of displaced appointments share: the page of decisions, and answers to it."""

import re
from html import unescape
from typing import Any

from django.test import Client

from appointments.models import Appointment

FIELD = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
ASKS = "Nothing is saved yet."


def is_asked(response: Any) -> bool:
    """Whether the answer is the page of decisions."""
    return ASKS in response.text and 'name="displaced-seen"' in response.text


def sent_along(response: Any) -> dict[str, list[str]]:
    """The hidden fields of the page, as a browser sends them."""
    form = response.text.split('<form method="post" novalidate')[1]
    sent: dict[str, list[str]] = {}
    for name, value in FIELD.findall(form):
        if name != "csrfmiddlewaretoken":
            sent.setdefault(unescape(name), []).append(unescape(value))
    return sent


def decide(client: Client, response: Any, **choices: str) -> Any:
    """Answer the page: `all` for all at once, `because` for those that are cancelled."""
    answers = {f"displaced-{name}": value for name, value in choices.items()}
    return client.post(response.wsgi_request.get_full_path(), sent_along(response) | answers)


def each(**choices: Appointment) -> dict[str, str]:
    """`each(move=one, cancel=other)`: the choices for these appointments, for `decide`."""
    return {str(appointment.pk): choice for choice, appointment in choices.items()}
