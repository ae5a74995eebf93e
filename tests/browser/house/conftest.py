"""A sample sitting as `make run` serves it, and Chromium tabs signed in by its one-time links."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from voting.cli.processes import free_port

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 60
HALL = {"width": 1920, "height": 1080}
DESK = {"width": 1280, "height": 800}
SEAT = {"width": 1024, "height": 768}
# What a page holds is never wider than its place; the wall has no scroll bar, so there nothing may be higher either.
FITS = """() => [document.documentElement, ...document.querySelectorAll("main, .desk, aside, .screen > main")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1
    || (one.matches(".screen > main") && one.scrollHeight > one.clientHeight + 1))
  .map((one) => `${one.tagName}.${one.className} ${one.scrollWidth}x${one.scrollHeight}`)"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass
class House:
    """A running `yijue run`: what it printed, and the tabs that were opened on it."""

    process: subprocess.Popen[str]
    browser: Browser
    pictures: Path | None
    printed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(self.printed)

    def wait_until_ready(self, said: tuple[str, ...]) -> None:
        end = time.monotonic() + START_SECONDS
        while not all(words in self.text() for words in said):
            assert self.process.poll() is None, f"it ended: {self.text()}"
            assert time.monotonic() < end, f"it did not start: {self.text()}"
            time.sleep(0.1)

    def officer(self, role: str) -> Page:
        """A new tab of a context of its own, signed in as this role."""
        found = re.search(rf"(http://\S+/{role}#once=\S+)", self.text())
        assert found, self.text()
        return self._tab(found[1], HALL if role == "hall" else DESK)

    def page(self, path: str) -> Page:
        """A page that anybody may open."""
        found = re.search(r"(http://[\d.:]+)/operator#once=", self.text())
        assert found, self.text()
        return self._tab(found[1] + path, DESK)

    def own_seat(self) -> tuple[Page, str]:
        """The tablet that is left for a person, and its PIN."""
        found = re.search(r"(http://\S+/seat/\S+)\s+PIN (\d+)", self.text())
        assert found, self.text()
        return self._tab(found[1], SEAT), found[2]

    def tablet(self, url: str) -> Page:
        """A tablet of its own at this address."""
        return self._tab(url, SEAT)

    def _tab(self, url: str, size: dict[str, int]) -> Page:
        page = self.browser.new_context(viewport=size).new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)
        page.goto(url)
        return page

    def picture(self, name: str, page: Page) -> None:
        """Nothing hangs over the edge of this page; keep a screenshot where YIJUE_PICTURES says."""
        assert page.evaluate(FITS) == [], name
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.pictures / f"{name}.png")


# Playwright keeps an event loop in this thread while it lives: it must be gone before another module wants one.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM.exists(), "install Debian's package chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, chromium_sandbox=False, args=ARGS
        )
        yield started
        started.close()


@pytest.fixture
def house(chromium: Browser, tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """Start `yijue run` with a sample; stopped by SIGINT as a person would, and it must end cleanly."""
    started: list[House] = []
    kept = os.environ.get("YIJUE_PICTURES")

    def start(sample: str) -> House:
        words = [sys.executable, "-u", "-m", "voting.cli", "run", "--sample", sample, "--var", str(tmp_path / "var"),
                 "--port", str(free_port())]  # fmt: skip
        child = subprocess.Popen(
            words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        made = House(child, chromium, Path(kept) if kept else None)
        started.append(made)
        threading.Thread(target=lambda: made.printed.extend(child.stdout or ()), daemon=True).start()
        made.wait_until_ready(("yijue officer",) if sample == "empty" else ("PIN", "signing in"))
        return made

    yield start
    for one in started:
        for context in chromium.contexts:
            context.close()
        one.process.send_signal(signal.SIGINT)
        assert one.process.wait(20) == 0, one.text()
        if one.process.stdout:
            one.process.stdout.close()
        assert one.errors == []


def press(page: Page, words: str) -> None:
    """Press the button with these words, once it can be pressed."""
    page.get_by_role("button", name=re.compile(words)).first.click()


def confirm(page: Page) -> None:
    """Say yes in the open dialog."""
    page.locator("dialog[open]").get_by_role("button", name="确定", exact=True).click()


def sign_in(seat: Page, pin: str) -> None:
    """Type the PIN on the seat's big keys."""
    for digit in pin:
        seat.get_by_role("button", name=digit, exact=True).click()
    seat.get_by_role("button", name="签到", exact=True).click()
    expect(seat.get_by_text("已签到")).to_be_visible()


def number(page: Page, label: str) -> int:
    """The figure under a label of the hall's result."""
    found = page.locator(".figure, .hall-figure, li, div").filter(has_text=re.compile(rf"^\s*{label}\s*\d+\s*$")).last
    return int(re.sub(r"\D", "", found.inner_text()))
