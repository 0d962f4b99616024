"""Takes the pictures of README.md from a site that `make run` has started with the demo:

    .venv/bin/python docs/screenshots.py http://localhost:8000

Demo data are relative to today, so the pictures show other days each time.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
PASSWORD = "try-medisoft"  # noqa: S105  (the demo's, printed by `make run`)
PATIENT, PROVIDER = "tony.marino@example.com", "jack.okafor@example.org"
STAFF, CENTRE = "clinic.staff@example.org", "UNSW Health Service"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 812}


def main(site: str) -> None:
    """Write every picture anew."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            chromium_sandbox=os.getuid() != 0,
        )
        with logged_in(browser, site, PATIENT, size=DESK) as page:
            page.goto(f"{site}/search/?q=prnce+of+wales")
            take(page, "search")
            book(page, site)
            take(page, "booking")
            page.goto(site)
            page.locator(".card h2 a").click()
            take(page, "confirmation")
            page.goto(f"{site}/history/access/")
            take(page, "access-log")
        with logged_in(browser, site, PROVIDER, size=DESK) as page:
            take(page, "day")
            page.goto(f"{site}/appointments/?when=past")
            page.locator(".card a[href*='/consultation/']").first.click()
            take(page, "consultation")
        with logged_in(browser, site, STAFF, size=DESK) as page:
            page.get_by_role("link", name=f"Day sheet of {CENTRE}").click()
            while not page.locator(".sheet-visit").count():
                page.get_by_role("link", name="A day later").click()
                page.wait_for_load_state()
            take(page, "day-sheet")
        with logged_in(browser, site, PATIENT, size=PHONE) as page:
            take(page, "phone-home")
        with logged_in(browser, site, PATIENT, size=PHONE, dark=True) as page:
            book(page, site)
            take(page, "phone-booking-dark")
        browser.close()


@contextmanager
def logged_in(
    browser: Browser, site: str, email: str, *, size: dict[str, int], dark: bool = False
) -> Iterator[Page]:
    """A page of somebody who has just logged in."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    yield page
    context.close()


def book(page: Page, site: str) -> None:
    """Open the first provider that Kensington has, and the times there."""
    page.goto(f"{site}/search/?q=gp+kensington")
    page.get_by_role("link", name="More times").first.click()


def take(page: Page, name: str) -> None:
    """Write the part of the page that is first seen."""
    page.wait_for_load_state()
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
