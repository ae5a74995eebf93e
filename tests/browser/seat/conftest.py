"""One Chromium for all seats, a fake server and a page for each test; a page that breaks the CSP or errs fails."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.seat_fake import CODE, PIN, SEAT
from tests.browser.seat_server import Running

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, TALL = {"width": 1280, "height": 800}, {"width": 800, "height": 1280}
EXPECTED = (
    "WebSocket connection to",
    "Failed to load resource",
)  # what a broken line and a 4xx look like in the console


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


# Playwright keeps an event loop in this thread while it lives: it must be gone before another module wants one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), "install Debian's package chromium-headless-shell"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, chromium_sandbox=False, args=ARGS
        )
        yield started
        started.close()


@pytest.fixture
def fake() -> Iterator[Running]:
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=WIDE)
    yield made
    made.close()


@pytest.fixture
def errors() -> list[str]:
    """What went wrong in the page; a test that expects an error takes it out."""
    return []


@pytest.fixture
def page(context: BrowserContext, errors: list[str]) -> Iterator[Page]:
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on(
        "console",
        lambda told: errors.append(told.text) if told.type == "error" and not told.text.startswith(EXPECTED) else None,
    )
    yield opened
    assert errors == []


class Seat:
    """A person before a seat's page, with what every test does there."""

    def __init__(self, page: Page, running: Running) -> None:
        self.page, self.running, self.hall = page, running, running.hall

    def open(self, *, code: str | None = CODE) -> Seat:
        self.page.goto(f"{self.running.address}/seat/{SEAT}" + (f"?code={code}" if code else ""))
        return self

    def sign_in(self) -> Seat:
        self.open()
        for digit in PIN:
            self.page.locator(".digits").get_by_role("button", name=digit, exact=True).click()
        self.page.get_by_role("button", name="签到", exact=True).click()
        expect(self.page.locator(".keypad")).to_have_count(0)
        return self

    def status(self, key: str) -> None:
        expect(self.page.locator(".vote-status")).to_have_attribute("data-status", f"ballot.status.{key}")

    def press(self, letter: str) -> None:
        self.page.locator(f".motion [data-mark={letter}]").click()

    def wait_for(self, holds: Callable[[], bool]) -> None:
        """Let the page run until something holds outside of it; five seconds at most, as `expect` waits."""
        end = time.monotonic() + 5
        while not holds():
            assert time.monotonic() < end, "it did not come to hold"
            self.page.wait_for_timeout(20)

    def hall_kid(self) -> str:
        """The kid of the device that the server knows, once it knows one."""
        self.wait_for(lambda: self.hall.device is not None)
        return self.hall.device.kid

    def picture(self, name: str) -> None:
        """A picture in both languages, both ways up, in the folder named by YIJUE_PICTURES; nothing without it."""
        folder = os.environ.get("YIJUE_PICTURES")
        for language, size in [("zh", WIDE), ("zh", TALL), ("en", TALL), ("en", WIDE)] if folder else []:
            self.page.set_viewport_size(size)
            if self.page.evaluate("document.documentElement.lang")[:2] != language:
                self.page.locator(".language").click()
            self.page.evaluate("document.fonts.ready")
            self.page.screenshot(path=f"{folder}/{name}-{language}-{size['width']}.png")
        if folder:
            self.page.locator(".language").click()
            self.page.set_viewport_size(WIDE)

    def stored(self) -> list[Any]:
        """Every cast record in the browser's memory."""
        return self.page.evaluate("""() => new Promise((done) => { const open = indexedDB.open("yijue-seat");
            open.onsuccess = () => { const all = open.result.transaction("casts").objectStore("casts").getAll();
            all.onsuccess = () => done(all.result); }; })""")


@pytest.fixture
def seat(page: Page, fake: Running) -> Seat:
    return Seat(page, fake)
