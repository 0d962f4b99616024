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
