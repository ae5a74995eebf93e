"""A browser at the officers' pages: Debian's Chromium, one page, and every fault the page reports."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

CHROMIUM = Path("/usr/bin/chromium-headless-shell")  # the same engine, and half the processor time of the whole browser
QUIET = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, chromium_sandbox=False, args=QUIET)


def listen(page: Page) -> list[str]:
    """The list that fills with every uncaught error and every console error but a refused request's."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if _is_fault(line.type, line.text) else None)
    return faults


def _is_fault(kind: str, text: str) -> bool:
    return kind == "error" and "the server responded with a status of 4" not in text
