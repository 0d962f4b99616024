"""What `manage.py check --deploy` asks beside Django's own questions."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def site_url_is_public(**kwargs: Any) -> list[CheckMessage]:
    """Links in mails lead to `SITE_URL`, and the site's cookies need HTTPS."""
    if settings.SITE_URL.startswith("https://"):
        return []
    hint = "Set it to the address that people type, like https://clinic.example."
    return [Warning("SITE_URL does not begin with https://.", hint=hint, id="medisoft.W001")]


@register(Tags.security, deploy=True)
def history_key_is_its_own(**kwargs: Any) -> list[CheckMessage]:
    """A key that changes with the sessions' would make every entry of a history look changed."""
    if settings.MEDISOFT_HISTORY_KEY != settings.SECRET_KEY:
        return []
    hint = "Set it to at least 50 random characters, and keep them as long as the data."
    return [Warning("MEDISOFT_HISTORY_KEY is not set.", hint=hint, id="medisoft.W002")]
