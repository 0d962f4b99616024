"""What the browser tests share: logging in, following a mail, and looking at a page with axe."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from icalendar import Calendar, Event
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from accounts.factories import PASSWORD
from accounts.models import User

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = "options => axe.run(document, options).then(result => result.violations)"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REPORT_BREACHES = """addEventListener("securitypolicyviolation", (event) =>
    console.error("CSP", event.violatedDirective, event.blockedURI))"""


class Clicks:
    """Clicks, and how many they were."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, target: Locator) -> None:
        self.count += 1
        target.click()


class Keys:
    """A keyboard, and how often a key of it was pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus. Raises AssertionError when it never gets it."""
        for _ in range(200):
            self.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError("Tab never reached it")


def complaints_of(page: Page) -> list[str]:
    """A list that fills with what the browser complains about from now on: errors of scripts, of
    the security policy, and of files that a page asks for. The page's own status is no fault."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            found.append(message.text)

    def see(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            found.append(f"{response.status} {response.url}")

    page.add_init_script(REPORT_BREACHES)
    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("response", see)
    return found


def log_in(page: Page, user: User, *, password: str = PASSWORD) -> None:
    """Log in on the page that asks for it, and wait until the site let the person in."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("button", name="Log out").first).to_be_visible()


def enter(page: Page, user: User) -> None:
    """Give the browser the session of a person who confirmed the password a moment ago."""
    client = Client()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        # A browser takes a `__Host-` cookie from https only, and sends it to localhost anyway.
        [{"name": name, "value": client.cookies[name].value, "url": "https://localhost"}]
    )


class Browsers:
    """A browser of their own for each person."""

    def __init__(self, browser: Browser, options: dict[str, Any]) -> None:
        self.browser = browser
        self.options = options
        self.complaints: list[list[str]] = []

    def of(self, user: User) -> Page:
        page = self.browser.new_context(**self.options).new_page()
        self.complaints.append(complaints_of(page))
        enter(page, user)
        return page


def link_in(mail: EmailMessage) -> str:
    """The path of the first link in a mail. Raises AssertionError when there is none."""
    found = re.search(r"http://localhost:\d+/\S+", str(mail.body))
    assert found, mail.body
    return urlsplit(found[0]).path


def calendar_event(page: Page) -> Event:
    """The one event of the calendar file that the page of an appointment offers."""
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("calendar")).click()
    [event] = Calendar.from_ical(download.value.path().read_bytes()).events
    return event


def violations(page: Page) -> list[str]:
    """What axe objects to on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # It would write what a style sheet imports into the page, which the site's policy refuses.
    options = {"runOnly": AXE_TAGS, "resultTypes": ["violations"], "preload": False}
    found: Sequence[dict[str, Any]] = page.evaluate(AXE_RUN, options)
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate(SIDEWAYS) > 0)
