"""Names of browsers and devices, for the list of devices that are logged in."""

from django import template

register = template.Library()

# Looked for in this order: Edge also calls itself Chrome, Chrome also Safari, an iPhone also Mac.
BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def _first(names: dict[str, str], text: str) -> str:
    return next((name for sign, name in names.items() if sign in text), "")


@register.filter
def device(user_agent: str) -> str:
    """A User-Agent header in plain words: "Firefox on Windows"."""
    browser = _first(BROWSERS, user_agent) or "Another browser"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser
