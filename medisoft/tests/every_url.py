"""Every path of the site, found by walking the URL configuration."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from medisoft.tests.cast import Cast

# What stands for a parameter of a path, unless the page is about something of the cast.
SAMPLES = {"pk": "1", "key": "a-b", "uidb36": "a", "object_id": "1", "content_type_id": "1"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
ANYTHING_ELSE = "(?P<url>.*)$"  # under the admin
# Paths that are regular expressions, and what they are tried with.
EXPRESSIONS = {
    "account_confirm_email": {"key": "a-b"},
    "account_reset_password_from_key": {"uidb36": "a", "key": "b"},
    "admin:app_list": {"app_label": "centres"},
}


class Url(NamedTuple):
    """A path with its name; one without a name is called by its pattern."""

    name: str
    path: str

    @property
    def is_admin(self) -> bool:
        return self.path.startswith("/admin/")


def every_url(cast: Cast) -> list[Url]:
    """A path for each pattern of the site, about the GP and their appointment where it can be."""
    return [Url(name, _path(name, route, cast)) for name, route in _patterns(get_resolver())]


def _patterns(
    resolver: URLResolver, before: str = "", namespace: str = ""
) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield (namespace + pattern.name if pattern.name else route), route
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _patterns(pattern, route, namespace + inner)


def _path(name: str, route: str, cast: Cast) -> str:
    if name in EXPRESSIONS:
        return reverse(name, kwargs=EXPRESSIONS[name])
    own: dict[str, object] = {
        "admin:appointments_appointment_book": cast.gp.pk,
        "admin:centres_affiliation_off": cast.gp.pk,
        "admin:centres_centre_day": cast.gp.centre_id,
        "admin:centres_centre_holidays": cast.gp.centre_id,
        "admin:centres_centre_overview": cast.gp.centre_id,
        "admin:centres_centre_week": cast.gp.centre_id,
        "admin:import_plan": cast.files.pk,
        "appointments:book": cast.gp.pk,
        "centres:centre": cast.gp.centre_id,
        "centres:rate_centre": cast.gp.centre_id,
        "centres:provider": cast.gp.provider_id,
        "centres:rate_provider": cast.gp.provider_id,
        "records:patient": cast.appointment_for("patient").patient_id,
    }
    if "<uuid:pk>" in route:
        about_letters = name.startswith("referrals:")
        one = (cast.letter_for if about_letters else cast.appointment_for)("patient")
        own.setdefault(name, one.pk)
    samples = SAMPLES | {"pk": str(own.get(name, SAMPLES["pk"]))}
    return "/" + PARAMETER.sub(
        lambda match: samples[match[1]], route.replace(ANYTHING_ELSE, "nothing/")
    )
