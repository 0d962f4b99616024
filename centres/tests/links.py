"""The links of a page."""

from html.parser import HTMLParser


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs).get("href") or "")


def links_of(html: str) -> list[str]:
    """The addresses of all links, in order."""
    parser = _Links()
    parser.feed(html)
    return parser.found
